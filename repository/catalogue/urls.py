"""Addresses of this room: adding and editing, a person's own works, the catalogue, the page of a work, its files."""

from __future__ import annotations

from config.routes import Access, route
from repository.catalogue.keeping_urls import urlpatterns as keeping_patterns
from repository.catalogue.views import asking, authoring, browse, editing, files, material, own

POST = ("POST",)
BOTH = ("GET", "POST")
WORK = "hoc-lieu/<slug:public_id>/"

urlpatterns = [
    route("tai-len/", authoring.upload_materials, name="upload_materials", access=Access.STAFF, methods=BOTH),
    route("tai-len/bat-dau/", authoring.start, name="start_materials", access=Access.STAFF, methods=POST),
    route(
        "tai-len/mo-ta/", authoring.describe_batch, name="describe_batch", access=Access.STAFF, methods=POST
    ),
    route("tai-len/hoan-tac/", authoring.undo_copy, name="undo_copy", access=Access.STAFF, methods=POST),
    route("dang-xu-ly/", own.running, name="in_progress", access=Access.STAFF),
    route(
        "dang-xu-ly/<slug:public_id>/", own.change_job, name="change_job", access=Access.STAFF, methods=POST
    ),
    route(
        "dang-xu-ly/tep/<slug:public_id>/bo/",
        own.give_up_upload,
        name="give_up_upload",
        access=Access.STAFF,
        methods=POST,
        asks=asking.giving_up_upload,
    ),
    route("hoc-lieu/", browse.catalogue, name="catalogue", access=Access.PUBLIC),
    route("hoc-lieu/cua-toi/", own.my_materials, name="my_materials", access=Access.STAFF),
    route("hoc-lieu/thung-rac/", own.bin_page, name="bin", access=Access.STAFF),
    route(WORK, material.material, name="material", access=Access.PUBLIC),
    route(WORK + "da-xem/", material.seen, name="material_seen", access=Access.PUBLIC, methods=POST),
    route(
        WORK + "phien-ban/<int:number>/",
        material.material_version,
        name="material_version",
        access=Access.PUBLIC,
    ),
    route(WORK + "sua/", editing.edit_material, name="edit_material", access=Access.STAFF, methods=BOTH),
    route(WORK + "tu-luu/", authoring.autosave, name="autosave", access=Access.STAFF, methods=POST),
    route(WORK + "tep/", editing.place_files, name="place_files", access=Access.STAFF, methods=POST),
    route(
        WORK + "tep/<slug:entry_id>/bo/",
        editing.drop_file,
        name="drop_file",
        access=Access.STAFF,
        methods=POST,
        asks=asking.taking_file_out,
    ),
    route(WORK + "gui-duyet/", own.submit, name="submit_material", access=Access.STAFF, methods=POST),
    route(
        WORK + "rut-lai/",
        own.take_back_material,
        name="take_back_material",
        access=Access.STAFF,
        methods=POST,
    ),
    route(WORK + "bo-vao-thung-rac/", own.put_in_bin, name="put_in_bin", access=Access.STAFF, methods=POST),
    route(WORK + "khoi-phuc/", own.restore, name="restore_material", access=Access.STAFF, methods=POST),
    route(WORK + "tep-nhap/<slug:entry_id>/", files.draft_file, name="draft_file", access=Access.STAFF),
    route(
        WORK + "tep-nhap/<slug:entry_id>/trang/<int:number>/",
        files.draft_page,
        name="draft_page",
        access=Access.STAFF,
    ),
    route("tep/<slug:public_id>/", files.material_file, name="material_file", access=Access.PUBLIC),
    route("tep/<slug:public_id>/tai-ve/", files.download_file, name="download_file", access=Access.PUBLIC),
    route(
        "tep/<slug:public_id>/trang/<int:number>/", files.file_page, name="file_page", access=Access.PUBLIC
    ),
    route("bia/<slug:public_id>/", files.material_cover, name="material_cover", access=Access.PUBLIC),
    *keeping_patterns,
]
