"""The pages of a chain: found by links, changed row by row, refused in words, and shared with a second window."""

from __future__ import annotations

from django.urls import reverse

from config.audit.models import AuditEntry
from repository.curation.chains import Step, chain_for
from repository.organisations.models import Role
from tests.cast import client_of, staff
from tests.factories.chains import HEAD, LIBRARIAN, PRINCIPAL, chain, leave


def page_of(cast, kind="material"):
    return reverse("unit_chain", args=[cast.school_a.public_id, kind])


def sent_for_review(steps, base, act="save"):
    fields = {"base": base, "rows": len(steps), "act": act}
    for at, step in enumerate(steps):
        row = {f"s{at}-{name}": value for name, value in vars(step).items() if name != "optional"}
        fields |= row | ({f"s{at}-optional": "on"} if step.optional else {})
    return fields


def test_the_principal_gets_there_by_links_and_changes_the_chain(cast):
    principal = client_of(cast.principal_a)
    school = reverse("unit_detail", args=[cast.school_a.public_id])
    overview = reverse("unit_chains", args=[cast.school_a.public_id])
    assert overview in principal.get(school).content.decode()
    assert overview not in client_of(cast.teacher_a).get(school).content.decode()
    shown = principal.get(overview).content.decode()
    assert page_of(cast) in shown
    assert page_of(cast, "question") in shown
    assert cast.principal_a.display_name in shown
    base = chain_for("material", cast.school_a).base
    answer = principal.post(page_of(cast), sent_for_review([HEAD, LIBRARIAN, PRINCIPAL], base))
    assert (answer.status_code, answer["Location"]) == (302, overview)
    shown = principal.get(overview).content.decode()
    assert "Thư viện xem" in shown
    assert "Người đã đổi" in shown
    [entry] = AuditEntry.objects.filter(verb="chain.change")
    assert (entry.actor, len(entry.details["after"])) == (cast.principal_a, 3)


def test_rows_move_and_nothing_is_stored_before_it_is_put_in_force(cast):
    principal, base = client_of(cast.principal_a), chain_for("material", cast.school_a).base
    for act, expected in (
        ("up-1", ["Thư viện xem", "Tổ chuyên môn thẩm định", "Hiệu trưởng duyệt"]),
        ("down-0", ["Thư viện xem", "Tổ chuyên môn thẩm định", "Hiệu trưởng duyệt"]),
        ("remove-0", ["Thư viện xem", "Hiệu trưởng duyệt"]),
        ("add", ["Tổ chuyên môn thẩm định", "Thư viện xem", "Hiệu trưởng duyệt", None]),
        ("", ["Tổ chuyên môn thẩm định", "Thư viện xem", "Hiệu trưởng duyệt"]),
        ("up-99", ["Tổ chuyên môn thẩm định", "Thư viện xem", "Hiệu trưởng duyệt"]),
        ("remove-x", ["Tổ chuyên môn thẩm định", "Thư viện xem", "Hiệu trưởng duyệt"]),
    ):
        answer = principal.post(page_of(cast), sent_for_review([HEAD, LIBRARIAN, PRINCIPAL], base, act))
        assert answer.status_code == 200
        assert [row["label_vi"].value() for row in answer.context["form"].rows] == expected
    assert not chain_for("material", cast.school_a).is_own


def test_the_page_refuses_in_words_and_keeps_what_was_typed(cast):
    principal, base = client_of(cast.principal_a), chain_for("material", cast.school_a).base
    for steps in ([HEAD], [], [Step("approve", "principal", "")], [Step("approve", "vua", "Duyệt")]):
        answer = principal.post(page_of(cast), sent_for_review(steps, base))
        assert answer.status_code == 422
        assert len(answer.context["form"].rows) == len(steps)
        assert answer.context["problem"] in answer.content.decode()


def test_the_page_of_the_second_window_shows_both_chains_and_saving_again_chooses(cast):
    seen = chain_for("material", cast.school_a).base
    client_of(cast.vice_principal_a).post(page_of(cast), sent_for_review([PRINCIPAL], seen))
    principal = client_of(cast.principal_a)
    moved = principal.post(page_of(cast), sent_for_review([HEAD, LIBRARIAN, PRINCIPAL], seen, "up-1"))
    assert moved.context["base"] == seen
    answer = principal.post(page_of(cast), sent_for_review([HEAD, LIBRARIAN, PRINCIPAL], seen))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert cast.vice_principal_a.display_name in shown
    assert "Thư viện xem" in shown
    assert chain_for("material", cast.school_a).plan == [PRINCIPAL]
    again = principal.post(
        page_of(cast), sent_for_review([HEAD, LIBRARIAN, PRINCIPAL], answer.context["base"])
    )
    assert again.status_code == 302
    assert len(chain_for("material", cast.school_a).steps) == 3


def test_back_to_the_common_chain_and_an_earlier_one_again(cast):
    principal = client_of(cast.principal_a)
    chain(cast, PRINCIPAL, kind="material")
    mark = chain_for("material", cast.school_a).steps[0].chain
    drop = reverse("unit_chain_drop", args=[cast.school_a.public_id, "material"])
    assert principal.post(drop, {"base": "own.veraltet"}).status_code == 409
    assert principal.post(drop, {"base": f"own.{mark}"}).status_code == 302
    assert not chain_for("material", cast.school_a).is_own
    assert principal.post(drop, {"base": chain_for("material", cast.school_a).base}).status_code == 409
    offered = principal.get(page_of(cast) + f"?tu={mark}").context["form"].rows
    assert [row["label_vi"].value() for row in offered] == ["Hiệu trưởng duyệt"]


def test_what_holds_already_makes_no_chain_of_ones_own(cast):
    standing = chain_for("material", cast.school_a)
    answer = client_of(cast.principal_a).post(page_of(cast), sent_for_review(standing.plan, standing.base))
    assert answer.status_code == 302
    assert not chain_for("material", cast.school_a).is_own
    assert not AuditEntry.objects.filter(verb="chain.change").exists()


def test_the_page_says_which_step_nobody_can_decide_today(cast):
    principal, overview = client_of(cast.principal_a), reverse("unit_chains", args=[cast.school_a.public_id])
    leave(cast.head_a, cast.deputy_head_a)
    shown = principal.get(overview).content.decode()
    assert "Tổ Toán" in shown
    assert "Phó hiệu trưởng quyết định thay" in shown
    leave(cast.vice_principal_a)
    assert "Hôm nay chưa có ai quyết định được bước này" in principal.get(overview).content.decode()


def test_the_common_chain_is_reached_from_the_root_and_by_its_administrators_only(cast):
    administrator = client_of(cast.administrator)
    root = administrator.get(reverse("unit_detail", args=[cast.city.public_id])).content.decode()
    assert reverse("house_chains") in root
    assert administrator.get(reverse("house_chains")).status_code == 200
    base = chain_for("material", None).base
    address = reverse("house_chain", args=["material"])
    assert administrator.post(address, sent_for_review([LIBRARIAN, PRINCIPAL], base)).status_code == 302
    assert len(chain_for("material", cast.school_b).steps) == 2
    school_admin = staff("qt.a", "Quản Trị A", (cast.school_a, Role.ADMINISTRATOR))
    assert client_of(school_admin).get(address).status_code == 404
    assert client_of(cast.principal_a).get(address).status_code == 403
    assert administrator.get(reverse("house_chain", args=["khong-co"])).status_code == 404
    group = reverse("unit_chains", args=[cast.maths_a.public_id])
    assert administrator.get(group).status_code == 404


def test_rows_that_the_device_fills_again_stand_there_after_signing_in(cast):
    answer = client_of(cast.principal_a).get(page_of(cast) + "?dong=4")
    assert len(answer.context["form"].rows) == 4
    for odd in ("99", "-1", "x", "9"):
        assert client_of(cast.principal_a).get(page_of(cast) + f"?dong={odd}").status_code == 200
