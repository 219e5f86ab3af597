"""Wagtail's admin under /cms/: every address by name, for whoever has Wagtail's right to enter it.

Wagtail asks for finer rights behind each of them, and `tests/security/test_wagtail_walk.py` says what strangers get.
Its sign-in, accounts, passwords and documents are ours: their names only stay for the links in Wagtail's templates.
"""

from __future__ import annotations

from wagtail.admin import urls as wagtail_admin_urls

from config.routes import Access, View
from config.third_party import third_party
from repository.pages import views

EDITORS_ONLY = {
    "": """
        wagtailadmin_home wagtailadmin_explore_root wagtailadmin_explore
        wagtailadmin_explore_results wagtailadmin_choose_page wagtailadmin_choose_page_child
        wagtailadmin_choose_page_search wagtailadmin_choose_page_chosen_multiple
        wagtailadmin_choose_page_external_link wagtailadmin_choose_page_email_link
        wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
        wagtailadmin_tag_autocomplete wagtailadmin_tag_model_autocomplete wagtailadmin_logout
        wagtailadmin_dismissibles wagtailadmin_block_preview wagtail_bulk_action
    """,
    "wagtailadmin_api:pages": """
        listing detail find action
    """,
    "wagtailadmin_api:images": """
        listing detail find
    """,
    "wagtailadmin_pages": """
        add preview_on_add type_use choose_parent type_use_results usage edit preview_on_edit
        view_draft add_subpage delete unpublish convert_alias search search_results move
        move_confirm set_page_position copy workflow_action collect_workflow_action_data
        confirm_workflow_cancellation workflow_preview set_privacy lock unlock revisions_index
        revisions_view revisions_revert revisions_unschedule revisions_compare workflow_history
        workflow_history_detail history history_results
    """,
    "wagtailadmin_collections": """
        index add edit delete set_privacy
    """,
    "wagtailadmin_workflows": """
        index index_results add enable disable edit usage usage_results remove add_task
        select_task_type task_index task_index_results edit_task disable_task enable_task
        task_chooser task_chooser_results task_chooser_create task_chosen
    """,
    "wagtailadmin_reports": """
        locked_pages locked_pages_results workflow workflow_results workflow_tasks
        workflow_tasks_results site_history site_history_results aging_pages aging_pages_results
        page_types_usage page_types_usage_results
    """,
    "wagtailadmin_editing_sessions": """
        release ping
    """,
    "wagtailredirects": """
        index index_results add edit delete start_import process_import
    """,
    "wagtailimages": """
        index index_results edit delete url_generator url_generator_output preview add image_usage
        add_multiple edit_multiple create_multiple_from_uploaded_image delete_multiple
        delete_upload_multiple
    """,
    "wagtailsites": """
        index index_results add edit delete history history_results usage copy
    """,
    "wagtailimages_chooser": """
        choose choose_results chosen chosen_multiple create select_format
    """,
    "wagtailsnippets": """
        index
    """,
    "wagtailsnippets_repository_catalogue_learningmaterial": """
        list list_results inspect history history_results revisions_compare
    """,
    "wagtailsnippetchoosers_repository_catalogue_learningmaterial": """
        choose choose_results chosen_multiple chosen
    """,
}
# People, passwords and files are looked after in the product itself.
SHUT = {
    "wagtailusers_users": """
        index index_results add edit delete history history_results usage copy
    """,
    "wagtailusers_groups": """
        index index_results add edit delete history history_results usage
    """,
    "wagtaildocs": """
        index index_results add edit delete add_multiple edit_multiple
        create_multiple_from_uploaded_document delete_multiple delete_upload_multiple document_usage
    """,
    "wagtaildocs_chooser": """
        choose choose_results chosen chosen_multiple create
    """,
    "wagtailadmin_api:documents": """
        listing detail find
    """,
    "": """
        wagtailadmin_error_test
    """,
}
# Icons and words of scripts: Wagtail's own pages ask for them before anybody has signed in.
PUBLIC = ("wagtailadmin_sprite", "wagtailadmin_javascript_catalog")


def _names(groups: dict[str, str]) -> list[str]:
    return [f"{space}:{name}" if space else name for space, names in groups.items() for name in names.split()]


OPEN = dict.fromkeys(_names(EDITORS_ONLY), Access.PORTAL_EDITOR) | dict.fromkeys(PUBLIC, Access.PUBLIC)
INSTEAD: dict[str, View] = {
    **dict.fromkeys(_names(SHUT), views.closed),
    "wagtailadmin_login": views.cms_sign_in,
    "wagtailadmin_account": views.cms_account,
    "wagtailadmin_password_reset": views.cms_password,
    "wagtailadmin_password_reset_done": views.cms_password,
    "wagtailadmin_password_reset_confirm": views.cms_password,
    "wagtailadmin_password_reset_complete": views.cms_password,
}

urlpatterns = third_party("cms/", wagtail_admin_urls.urlpatterns, open_to=OPEN, instead=INSTEAD)
