"""A picture on its way: taken in at once, drawn by a job, refused with a sentence, and a text that waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from config.jobs.models import Job
from config.jobs.runner import run_jobs
from config.sandbox import works
from media.files import intake, parts
from media.formats.samples.pictures import picture as photo
from media.formats.samples.pictures import pixel_flood
from questionbank.items.models import IncomingPicture, Question, QuestionPicture
from questionbank.items.pictures import picture_data_uris
from questionbank.items.reading import draft_input
from questionbank.items.services import redrawing, writing
from questionbank.items.services.freezing import freeze_version
from questionbank.items.services.pictures import MOST_PICTURES
from questionbank.items.tasks import end_pictures_left_behind
from repository.curation import lifecycle
from tests.cast import client_of
from tests.factories.questions import fresh, picture_file, question
from tests.media.files.conftest import arrived
from tests.questionbank.items.editor_form import EditorForm


@pytest.fixture
def form(teacher, cast):
    return EditorForm(teacher, question(cast.teacher_a))


@pytest.fixture
def nobody_draws(monkeypatch):
    """Until the fixture is let go: whoever starts the child fails the test."""

    def fail(*args, **kwargs):
        pytest.fail("a request started the child that draws")

    monkeypatch.setattr(works, "answered", fail)
    return monkeypatch


def send(form, data=None, name="hinh.png"):
    """What the editor's script sends, and what it is told."""
    upload = picture_file() if data is None else SimpleUploadedFile(name, data)
    url = reverse("add_question_picture", args=[form.question.public_id])
    return form.client.post(url, {"file": upload})


def ask(form, sent):
    return form.client.get(sent["ask"])


def naming(picture_id, text="Hình bên"):
    return f'{text} <img data-picture="{picture_id}" alt="Hình vuông">'


def is_kept(picture_id):
    return arrived(f"picture-{picture_id}") is not None


def test_the_request_only_keeps_the_bytes_and_a_job_draws(form, nobody_draws):
    answer = send(form)
    assert answer.status_code == 202
    sent = answer.json()
    assert (sent["state"], ask(form, sent).json()["state"]) == ("waiting", "waiting")
    assert is_kept(sent["id"])
    assert not QuestionPicture.objects.exists()
    nobody_draws.undo()
    run_jobs()
    assert ask(form, sent).json() == {"id": sent["id"], "state": "ready", "url": sent["url"]}
    assert QuestionPicture.objects.get().blob.media_type == "image/webp"
    assert not is_kept(sent["id"]), "the original is gone as soon as ours is there"
    assert not IncomingPicture.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [(photo(640, 480)[:2000], "Hình"), (pixel_flood(), "điểm ảnh")],
    ids=["cut", "flood"],
)
def test_what_cannot_be_drawn_is_refused_once_in_the_same_words_as_ever(form, monkeypatch, data, says):
    sent = send(form, data).json()
    run_jobs()
    told = ask(form, sent).json()
    assert told["state"] == "refused"
    assert says in told["error"] and "%" not in told["error"]
    assert not is_kept(sent["id"])
    monkeypatch.setattr(works, "answered", lambda *args: pytest.fail("it was drawn again"))
    assert ask(form, sent).json() == told
    run_jobs()
    assert Job.objects.get(kind="questionbank.items.picture").state == "done"


def test_a_text_saved_while_its_picture_waits_is_kept_and_complete_as_soon_as_it_is_there(form):
    sent = send(form).json()
    saved = form.fill(body__stem=naming(sent["id"])).autosave().json()
    assert [one["path"] for one in saved["problems"]] == ["body.stem"], "it stands at its field"
    assert "đang được xử lý" in saved["problems"][0]["sentence"]
    assert not saved["ready"]
    assert f"{sent['url']}?la=waiting" in saved["preview"]["paper"], (
        "no picture yet, its sheet has an address of its own"
    )
    assert sent["id"] in draft_input(fresh(form.question)).body["stem"]
    number = fresh(form.question).edit_number
    run_jobs()
    row = fresh(form.question)
    assert row.draft.is_ready
    assert list(picture_data_uris(row.draft)) == [sent["id"]]
    assert row.edit_number == number, "no window has to be told: nobody has written anything"
    again = form.autosave().json()
    assert (again["problems"], again["edit_number"]) == ([], number)
    assert f'src="{sent["url"]}"' in again["preview"]["paper"]


def test_a_worked_solution_waits_for_its_picture_too(form):
    sent = send(form).json()
    form.fill(key__solution=naming(sent["id"])).autosave()
    assert fresh(form.question).draft.work
    run_jobs()
    draft = fresh(form.question).draft
    assert draft.is_ready
    assert draft.keys.get().key["solution"]["pictures"] == [sent["id"]]


def test_while_a_picture_waits_the_question_goes_nowhere(cast, form):
    sent = send(form).json()
    form.fill(body__stem=naming(sent["id"]), **{"cls-subject": "TOAN", "cls-grade": "6"}).autosave()
    page = form.press("offer")
    assert page.status_code == 422
    assert "đang được xử lý" in page.content.decode()
    with pytest.raises(Exception, match="đang được xử lý"):
        freeze_version(cast.teacher_a, question=form.question)
    run_jobs()
    version, _key = freeze_version(cast.teacher_a, question=form.question)
    assert version.is_frozen


def test_a_refused_picture_in_a_text_says_why_until_it_is_taken_out(form):
    sent = send(form, photo(640, 480)[:2000]).json()
    form.fill(body__stem=naming(sent["id"])).autosave()
    run_jobs()
    told = form.autosave().json()
    assert ask(form, sent).json()["error"] in told["problems"][0]["sentence"]
    assert form.fill(body__stem="Không có hình").autosave().json()["problems"] == []


def test_a_save_that_looked_just_before_the_picture_was_there_is_judged_anew(form, monkeypatch):
    sent = send(form).json()
    claimed = writing._claimed

    def claimed_late(*args):
        run_jobs()  # between the look at the pictures and the lock
        return claimed(*args)

    monkeypatch.setattr(writing, "_claimed", claimed_late)
    assert form.fill(body__stem=naming(sent["id"])).autosave().json()["problems"] == []
    assert fresh(form.question).draft.is_ready


def test_a_reloaded_page_knows_what_waits_and_what_was_refused(form):
    waiting = send(form).json()
    run_jobs()
    refused = send(form, photo(640, 480)[:2000]).json()
    run_jobs()
    later = send(form).json()
    page = form.client.get(form.url).content.decode()
    block = page.split('id="editor-pictures"')[1].split("</script>")[0]
    assert later["id"] in block and refused["id"] in block and waiting["id"] not in block


def test_a_sheet_stands_in_for_a_picture_that_is_not_there(cast, form):
    sent = send(form).json()
    sheet = form.client.get(sent["url"])
    assert (sheet.status_code, sheet["Content-Type"]) == (202, "image/svg+xml")
    assert "no-store" in sheet["Cache-Control"]
    for person in (cast.colleague_a, cast.head_a, cast.teacher_b):
        assert client_of(person).get(sent["url"]).status_code == 404
        assert client_of(person).get(sent["ask"]).status_code == 404
    assert client_of(cast.pupil_a).get(sent["ask"]).status_code == 403
    other = question(cast.teacher_a)
    for name in ("question_picture", "question_picture_state"):
        wrong = reverse(name, args=[other.public_id, sent["id"]])
        assert form.client.get(wrong).status_code == 404


def test_both_texts_can_be_kept_while_the_picture_waits(teacher, cast, form):
    sent = send(form).json()
    other = EditorForm(teacher, form.question)
    form.fill(body__stem="Bản thứ nhất").autosave()
    answer = other.fill(body__stem=naming(sent["id"], "Bản thứ hai")).press("copy")
    made = Question.objects.filter(author=cast.teacher_a).latest("pk")
    assert answer.url == reverse("edit_question", args=[made.public_id])
    assert not made.draft.is_ready
    run_jobs()
    assert fresh(made).draft.is_ready
    assert sent["id"] not in str(fresh(made).draft.body)
    assert QuestionPicture.objects.count() == 2


def test_a_job_cut_off_at_any_step_is_done_again(form, monkeypatch):
    sent = send(form).json()
    picture = IncomingPicture.objects.get()

    class Killed(BaseException):
        pass

    def killed(*args, **kwargs):
        raise Killed

    for module, step in (
        (redrawing, "inspect_in_child"),
        (redrawing, "previews_in_child"),
        (redrawing, "_take_over"),
        (redrawing, "settle_draft"),
        (redrawing.parts, "forget_part"),
    ):
        with monkeypatch.context() as cut:
            cut.setattr(module, step, killed)
            with pytest.raises(Killed):
                redrawing.redraw(picture)
    redrawing.redraw(picture)
    redrawing.redraw(picture)
    assert QuestionPicture.objects.get().public_id == sent["id"]
    assert not is_kept(sent["id"])


def test_a_job_that_gives_up_is_said_and_not_left_waiting(form, monkeypatch):
    sent = send(form).json()

    def broken(*args, **kwargs):
        raise OSError("no disk")

    monkeypatch.setattr(redrawing, "_drawn_anew", broken)
    for _attempt in range(6):
        Job.objects.filter(state="queued").update(not_before=timezone.now())
        run_jobs()
    told = ask(form, sent).json()
    assert told["state"] == "refused"
    assert "kỹ thuật" in told["error"]
    assert not is_kept(sent["id"])


def test_what_a_killed_worker_left_for_good_is_ended_by_the_ticker(form):
    sent = send(form).json()
    Job.objects.filter(kind="questionbank.items.picture").update(state="failed")
    assert end_pictures_left_behind() == 0, "it may just have begun"
    IncomingPicture.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    end_pictures_left_behind()
    assert ask(form, sent).json()["state"] == "refused"
    IncomingPicture.objects.update(created_at=timezone.now() - timedelta(days=settings.BIN_DAYS + 1))
    end_pictures_left_behind()
    assert ask(form, sent).status_code == 404


def test_bytes_that_wait_long_are_kept_and_those_nobody_needs_are_swept(form, monkeypatch):
    sent = send(form).json()
    parts.keep_whole("picture-khongaican", [b"x"], size=1)
    monkeypatch.setattr(parts, "leftover_ids", lambda: {f"picture-{sent['id']}", "picture-khongaican"})
    intake.sweep_uploads()
    assert is_kept(sent["id"])
    assert not is_kept("khongaican")


def test_lost_bytes_are_said(form):
    sent = send(form).json()
    parts.forget_part(f"picture-{sent['id']}")
    run_jobs()
    assert "mất trên máy chủ" in ask(form, sent).json()["error"]


def test_a_question_thrown_away_meanwhile_ends_its_pictures(cast, form, settings):
    send(form)
    settings.BIN_DAYS = 0
    lifecycle.move_to_bin(cast.teacher_a, work=form.question)
    assert lifecycle.empty_bin("question") == 1
    run_jobs()
    assert not QuestionPicture.objects.exists() and not IncomingPicture.objects.exists()


def test_waiting_pictures_count_against_the_limit_and_refused_ones_do_not(form):
    IncomingPicture.objects.bulk_create(
        IncomingPicture(question=form.question, state="refused") for _each in range(MOST_PICTURES)
    )
    assert send(form).status_code == 202
    IncomingPicture.objects.update(state="waiting")
    answer = send(form)
    assert answer.status_code == 422
    assert str(MOST_PICTURES) in answer.json()["error"]


def test_a_full_disk_is_said_and_leaves_nothing(form, settings):
    settings.FREE_DISK_FLOOR_BYTES = 2**62
    answer = send(form)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not IncomingPicture.objects.exists()
