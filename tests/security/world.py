"""A small world of school A: one row of everything that an address can point to, and the sample arguments."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from config.jobs.services import enqueue
from config.notices.models import Notice
from media.files.models import Upload
from repository.catalogue.models import Audience
from repository.collections.models import Basket, BasketItem
from repository.organisations.models import Delegation, Membership, PupilCard, Role, RosterRun
from tests.factories.catalogue import approved, complete_draft, ready_upload, round_of, shared, submitted
from tests.security.question_world import BY_CODE, question_rows
from tests.security.samples import World, sample

# Addresses that people of another school may open although they carry an identifier of school A.
CITY_WIDE = {
    "unit_detail": "the tree of units is no secret among staff; people and materials in it are",
    "portal_picture": "portal pictures are public",
    "basket_restore": "signed for one person; a token that is not theirs is refused in words (409)",
    "pupil_card_link": "signed by the card itself",
    **BY_CODE,
}


def make_world(cast) -> World:
    """Rows of school A in every state that outsiders must not see."""
    world = World(cast)
    draft = complete_draft(cast.teacher_a, title="Nháp của trường A")
    in_review = submitted(cast.teacher_a, title="Chờ duyệt ở trường A")
    published = approved(cast.teacher_a, cast.head_a, cast.principal_a, title="Đã duyệt ở trường A")
    grant = shared(cast.librarian_a, published, Audience.UNIT, unit=cast.school_a)
    basket = Basket.objects.create(owner=cast.teacher_a, name="Giỏ")
    today = timezone.localdate()
    world.rows = {
        "draft": draft,
        "submitted": in_review,
        "round": round_of(in_review),
        "published": published,
        "file": published.current_version.files.first(),
        "entry": draft.draft.manifest.first(),
        "grant": grant,
        "item": BasketItem.objects.create(
            basket=basket, material=published, kept_version=published.current_version
        ),
        "basket": basket,
        "notice": Notice.objects.create(
            recipient=cast.teacher_a, kind="x", subject="material:x", text="Tin của cô A"
        ),
        "upload": ready_upload(cast.teacher_a),
        "job": enqueue("media.previews.render", actor=cast.teacher_a, blob_id=0),
        "member": Membership.objects.filter(user=cast.teacher_a)[0],
        "delegation": Delegation.objects.create(
            from_user=cast.principal_a,
            to_user=cast.colleague_a,
            unit=cast.school_a,
            role=Role.PRINCIPAL,
            reason="Đi công tác",
            valid_from=today,
            valid_to=today + timedelta(days=2),
        ),
        "roster": RosterRun.objects.create(actor=cast.administrator, unit=cast.school_a, file_name="ds.xlsx"),
        "class": cast.class_a,
        "teacher": cast.teacher_a,
        "pupil": cast.pupil_a,
        "school": cast.school_a,
        "card": PupilCard.objects.create(user=cast.pupil_a, code="k7m2x9qd", pin_hash="!"),
        **question_rows(cast),
    }
    assert Upload.objects.exists()
    return world


def one(argument: str, row: str):
    """The sample that puts the public id of `row` into `argument`."""
    return lambda world: [{argument: world.id_of(row)}]


sample("upload", "upload_status")(one("public_id", "upload"))
sample("pupil_card_link")(lambda world: [{"code": world.rows["card"].code, "secret": "sai-khoa"}])
sample("roster_preview", "roster_revert")(one("run_id", "roster"))
sample("person_detail", "person_reset_password", "person_switch_account", "role_grant")(
    one("user_id", "teacher")
)
sample("role_end", "role_hand_over")(one("membership_id", "member"))
sample("delegation_end")(one("delegation_id", "delegation"))
sample("pupil_detail", "pupil_rename", "pupil_class", "pupil_switch", "pupil_merge")(one("user_id", "pupil"))
sample("year_roll_over", "unit_detail", "unit_add", "unit_end", "unit_teaching")(one("unit_id", "school"))
sample("pupil_add", "class_detail", "class_teachers", "class_cards", "old_cards")(one("class_id", "class"))
sample("card_reset")(lambda world: [{"class_id": world.id_of("class"), "user_id": world.id_of("pupil")}])
sample("review", "review_decide", "review_claim", "review_release", "review_withdraw")(
    one("public_id", "round")
)
sample("unit_chains")(one("unit_id", "school"))
sample("unit_chain", "unit_chain_drop")(
    lambda world: [{"unit_id": world.id_of("school"), "kind": "material"}]
)
sample("house_chain")(lambda world: [{"kind": "material"}])
sample("inbox_open")(one("public_id", "notice"))
sample("share_material", "withdraw_material")(one("public_id", "published"))
sample("end_sharing", "resume_sharing")(
    lambda world: [{"public_id": world.id_of("published"), "grant_id": world.id_of("grant")}]
)
sample("inspect_school")(one("public_id", "school"))
sample("portal_republish")(lambda world: [{"page_key": "00000000-0000-4000-8000-000000000000"}])
sample("portal_picture")(lambda world: [{"folder": "images", "name": "khong-co.png"}])
sample("openid_connect_login", "openid_connect_callback")(lambda world: [{"provider_id": "khong-co"}])
sample(
    "material",
    "edit_material",
    "autosave",
    "place_files",
    "submit_material",
    "put_in_bin",
    "restore_material",
)(one("public_id", "draft"))
sample("take_back_material")(one("public_id", "submitted"))
sample("material_version")(lambda world: [{"public_id": world.id_of("published"), "number": 1}])
sample("drop_file", "draft_file")(
    lambda world: [{"public_id": world.id_of("draft"), "entry_id": world.id_of("entry")}]
)
sample("draft_page")(
    lambda world: [{"public_id": world.id_of("draft"), "entry_id": world.id_of("entry"), "number": 1}]
)
sample("material_file", "download_file")(one("public_id", "file"))
sample("file_page")(lambda world: [{"public_id": world.id_of("file"), "number": 1}])
sample("material_cover")(one("public_id", "published"))
sample("basket_remove", "basket_note", "basket_move", "basket_take_newer")(one("public_id", "item"))
sample("basket_restore")(lambda world: [{"token": "khong-dung"}])
sample("give_up_upload")(one("public_id", "upload"))
sample("change_job")(one("public_id", "job"))
sample("material_seen")(one("public_id", "draft"))
