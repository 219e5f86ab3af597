"""A teacher adds materials through the pages, with and without script."""

from __future__ import annotations

import pytest
from django.urls import reverse

from repository.catalogue.models import LearningMaterial, MaterialState
from repository.curation.models import ReviewRound
from tests.cast import client_of
from tests.factories.catalogue import complete_draft, fresh, new_draft, ready_upload, submitted

pytestmark = pytest.mark.django_db


def answers(material, **changes):
    """What the form of a complete card posts."""
    values = {
        "title": "Phân số bằng nhau",
        "subject": "TOAN",
        "grades": ["6"],
        "rights_statement": "own",
        "licence": "cc-by-nc",
        "language": "vi",
        **changes,
    }
    return {
        "hl": [material.public_id],
        **{f"{material.public_id}-{name}": value for name, value in values.items()},
    }


def test_ready_files_become_cards(cast):
    client = client_of(cast.teacher_a)
    upload = ready_upload(cast.teacher_a, "Toan 6 - Phan so.pdf")

    answer = client.post(
        reverse("start_materials"), {"uploads": [upload.public_id]}, headers={"Accept": "application/json"}
    )

    assert answer.status_code == 200
    [public_id] = answer.json()["ids"]
    assert f'data-card="{public_id}"' in answer.json()["cards"]
    page = client.get(reverse("upload_materials"), {"hl": public_id})
    assert page.status_code == 200
    assert "field--guess" in page.content.decode()


def test_without_script_ready_files_lead_to_the_page_with_their_cards(cast):
    upload = ready_upload(cast.teacher_a)
    answer = client_of(cast.teacher_a).post(reverse("upload_materials"), {"uploads": [upload.public_id]})
    assert answer.status_code == 302
    assert LearningMaterial.objects.get().public_id in answer["Location"]


def test_one_form_saves_and_sends(cast):
    material = new_draft(cast.teacher_a)
    client = client_of(cast.teacher_a)

    answer = client.post(reverse("describe_batch"), {**answers(material), "do": f"send:{material.public_id}"})

    assert answer.status_code == 302
    assert fresh(material).state == MaterialState.SUBMITTED
    assert ReviewRound.objects.filter(subject_id=material.public_id).count() == 1


def test_sending_again_after_going_back_does_nothing_and_says_so(cast):
    material = new_draft(cast.teacher_a)
    client = client_of(cast.teacher_a)
    form = {**answers(material), "do": f"send:{material.public_id}"}
    client.post(reverse("describe_batch"), form)

    again = client.post(reverse("describe_batch"), form, follow=True)

    assert again.status_code == 200
    assert ReviewRound.objects.filter(subject_id=material.public_id).count() == 1
    assert fresh(material).state == MaterialState.SUBMITTED
    assert len(list(again.context["messages"])) >= 1


def test_missing_answers_are_named_at_the_top_and_nothing_is_sent(cast):
    material = new_draft(cast.teacher_a)
    form = {**answers(material, title="", rights_statement=""), "do": "send-all"}

    answer = client_of(cast.teacher_a).post(reverse("describe_batch"), form)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "data-error-summary" in page
    assert f'href="#id_{material.public_id}-title"' in page
    assert not ReviewRound.objects.exists()


def test_not_knowing_whose_work_it_is_stops_the_hand_in_but_keeps_the_draft(cast):
    material = new_draft(cast.teacher_a)
    client = client_of(cast.teacher_a)
    form = answers(material, rights_statement="unsure", title="Chưa rõ nguồn")
    assert client.post(reverse("describe_batch"), {**form, "do": "send-all"}).status_code == 422
    assert client.post(reverse("describe_batch"), {**form, "do": "save"}).status_code == 302
    assert fresh(material).title == "Chưa rõ nguồn"
    assert not ReviewRound.objects.exists()


def test_all_complete_ones_are_sent_and_the_others_stay(cast):
    complete, bare = complete_draft(cast.teacher_a), new_draft(cast.teacher_a)
    form = {
        **answers(complete),
        **answers(bare, subject=""),
        "hl": [complete.public_id, bare.public_id],
        "do": "send-all",
    }
    answer = client_of(cast.teacher_a).post(reverse("describe_batch"), form)
    assert answer.status_code == 422
    assert fresh(complete).state == MaterialState.SUBMITTED
    assert fresh(bare).state == MaterialState.DRAFT


def test_a_description_is_copied_with_one_press_and_undone_with_another(cast):
    source, target = complete_draft(cast.teacher_a), new_draft(cast.teacher_a, "van 8.pdf")
    client = client_of(cast.teacher_a)
    form = {
        **answers(source, keywords="phân số"),
        "hl": [source.public_id, target.public_id],
        "do": f"copy:{source.public_id}",
    }
    answer = client.post(reverse("describe_batch"), form, follow=True)
    assert fresh(target).keywords == "phân số"
    [message] = [row for row in answer.context["messages"] if "undo:" in (row.extra_tags or "")]
    client.post(message.extra_tags.removeprefix("undo:"))
    assert fresh(target).keywords == ""


def test_typing_saves_itself(cast):
    material = new_draft(cast.teacher_a)
    answer = client_of(cast.teacher_a).post(reverse("autosave", args=[material.public_id]), answers(material))
    assert answer.status_code == 200
    assert ":" in answer.json()["saved"]
    assert answer.json()["missing"] == []
    assert fresh(material).title == "Phân số bằng nhau"


def test_nobody_else_reaches_a_draft_of_mine(cast):
    material = new_draft(cast.teacher_a)
    for person in (cast.colleague_a, cast.head_a, cast.teacher_b, cast.principal_a):
        client = client_of(person)
        assert client.get(reverse("edit_material", args=[material.public_id])).status_code == 404
        assert (
            client.post(reverse("autosave", args=[material.public_id]), answers(material)).status_code == 404
        )
        assert client.get(reverse("material", args=[material.public_id])).status_code == 404
    assert client_of(cast.pupil_a).get(reverse("upload_materials")).status_code == 403
    assert client_of(cast.inspector).get(reverse("upload_materials")).status_code == 403


def test_the_edit_page_of_a_hand_in_offers_to_take_it_back(cast):
    material = submitted(cast.teacher_a)
    client = client_of(cast.teacher_a)
    page = client.get(reverse("edit_material", args=[material.public_id])).content.decode()
    assert reverse("take_back_material", args=[material.public_id]) in page
    client.post(reverse("take_back_material", args=[material.public_id]))
    assert fresh(material).state == MaterialState.DRAFT


def test_a_file_is_replaced_on_the_edit_page(cast):
    material = complete_draft(cast.teacher_a)
    [entry] = material.draft.manifest.all()
    upload = ready_upload(cast.teacher_a, "ban moi.pdf")
    upload.purpose = f"file-of:{material.public_id}"
    upload.save()
    client_of(cast.teacher_a).post(
        reverse("place_files", args=[material.public_id]),
        {"uploads": [upload.public_id], "cho": entry.public_id},
    )
    assert [row.name for row in fresh(material).draft.manifest.all()] == ["ban moi.pdf"]


def test_my_materials_bin_and_undo(cast):
    material = new_draft(cast.teacher_a)
    client = client_of(cast.teacher_a)
    assert material.title in client.get(reverse("my_materials")).content.decode()
    client.post(reverse("put_in_bin", args=[material.public_id]))
    assert fresh(material).deleted_at
    assert material.title in client.get(reverse("bin")).content.decode()
    client.post(reverse("restore_material", args=[material.public_id]))
    assert fresh(material).deleted_at is None


def test_the_page_of_what_is_under_way_opens(cast):
    ready_upload(cast.teacher_a, "cho mo ta.pdf")
    assert "cho mo ta.pdf" in client_of(cast.teacher_a).get(reverse("in_progress")).content.decode()
