"""G1-G4, G7, G8, G10, G12 of attempts.md; G5 and G6 are the player's own (test_player_guarantees.py)."""

import random
import uuid
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection, connections
from django.test import Client as Browser
from django.utils import timezone

from config.safety import check_durability
from questionbank.attempts.models import Attempt, AttemptEvent, AttemptState, ClosedBy, Guest, Submission
from questionbank.attempts.projection import Given, project
from questionbank.attempts.services.closing import close_overdue
from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.services.starting import NotStartable, may_wait
from questionbank.quizzes.packages import unseal
from tests.cast import client_of
from tests.factories.attempts import (
    Client,
    TestWire,
    attempt_of,
    laid_out,
    player_of,
    slots_of,
    started_attempt,
)
from tests.factories.quizzes import RIGHT, published_quiz


@pytest.fixture
def player(cast, clock):
    return started_attempt(cast)


@pytest.fixture
def slots(player):
    """A question with options, a group of statements, a short answer."""
    return slots_of(attempt_of(player).quiz)


def on_another_device(player, cast):
    return player_of(cast.pupil_a, player.public_id)


def value_of(player, slot):
    return attempt_of(player).answers.get(slot, [0, 0, None])[2]


class TestG01:
    @pytest.mark.django_db(transaction=True)
    def test_g01_acknowledged_is_durable(self, cast, monkeypatch):
        """When the receipt is written down for the player, no transaction is open any more."""
        player = started_attempt(cast)
        slot = slots_of(attempt_of(player).quiz)[0]
        open_at_receipt = []

        def watch(receipt):
            open_at_receipt.append(connection.in_atomic_block)
            return make(receipt)

        from questionbank.attempts import views

        make = views._receipt
        monkeypatch.setattr(views, "_receipt", watch)
        assert player.answer(slot, "o2").status == 200
        player.write(slot, "o1")
        player.send(player.outbox)
        assert player.send(player.message(player.outbox)["events"]).status == 200
        assert player.hand_in().status == 200
        assert open_at_receipt == [False] * 4

    def test_g01_a_database_that_does_not_wait_for_the_disk_is_refused(self, db):
        switch = {
            "sqlite": ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"),
            "postgresql": ("SET synchronous_commit = off", "SET synchronous_commit = on"),
        }[connection.vendor]
        assert not check_durability(None, databases=["default"])
        fresh = connections["default"].copy()
        try:
            with fresh.cursor() as cursor:
                cursor.execute(switch[0])
            connections["elsewhere"] = fresh
            found = check_durability(None, databases=["elsewhere"])
        finally:
            fresh.close()
            del connections["elsewhere"]
        assert [message.id for message in found] == ["house.E005"]

    def test_g01_nothing_is_acknowledged_while_the_database_is_away(self, player, slots, monkeypatch):
        from django.db import OperationalError

        def away(*_args, **_kwargs):
            raise OperationalError("the database is away")

        player.write(slots[0], "o2")
        with monkeypatch.context() as patch:
            patch.setattr("questionbank.attempts.storing.keep_continuation", away)
            answer = player.send()
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert player.outbox
        assert player.send().status == 200
        assert not player.outbox


class TestG02:
    def test_g02_idempotent(self, player, slots):
        player.write(slots[0], "o1")
        player.write(slots[0], "o2")
        player.write(slots[2], "2,7")
        events = list(player.outbox)
        for _ in range(3):
            answer = player.send(events)
            assert answer.status == 200
            assert answer["stored"] == [[event["seq"], event["uuid"]] for event in events]
        assert answer["upto"] == 3
        assert attempt_of(player).events.count() == 3
        assert value_of(player, slots[0]) == "o2"

    @pytest.mark.parametrize("seed", range(5))
    def test_g02_any_order_gives_the_same_answers(self, player, slots, seed):
        chance = random.Random(seed)
        for number in range(12):
            player.write(slots[0], f"o{number % 4 + 1}")
            player.write(slots[2], str(number))
        events = list(player.outbox)
        pieces = [events[start : start + 4] for start in range(0, 24, 4)] * 2
        chance.shuffle(pieces)
        for piece in pieces:
            assert player.send(piece).status == 200
        assert (value_of(player, slots[0]), value_of(player, slots[2])) == ("o4", "11")
        assert attempt_of(player).events.count() == 24
        assert player.send([])["upto"] == 24

    def test_g02_an_event_that_fills_a_gap_does_not_overrule_later_ones(self, player, slots):
        first, second, third = (player.write(slots[0], value) for value in ("o1", "o2", "o3"))
        assert player.send([first])["upto"] == 1
        assert player.send([third])["upto"] == 1
        assert player.send([second])["upto"] == 3
        assert value_of(player, slots[0]) == "o3"
        assert player.answer(slots[0], "o4")["upto"] == 4

    def test_g02_another_body_under_the_same_number_is_a_conflict_and_both_are_kept(
        self, player, slots, caplog
    ):
        event = player.write(slots[0], "o1")
        assert player.send().status == 200
        other = {**event, "value": "o2", "uuid": str(uuid.uuid4())}
        next_one = player.write(slots[2], "2,7")
        answer = player.send([other, next_one])
        assert answer.status == 409
        assert (answer["code"], answer["seqs"]) == ("conflict", [1])
        assert answer["stored"] == [[2, next_one["uuid"]]]
        assert "conflicting event" in caplog.text
        assert player.send([other]).status == 409
        bodies = attempt_of(player).events.filter(seq=1).values_list("value", "conflicting")
        assert sorted(bodies) == [("o1", False), ("o2", True)]
        assert value_of(player, slots[0]) == "o1"
        assert player.send([event]).status == 200

    def test_g02_the_projection_is_a_function_of_the_set(self):
        events = [Given("a", epoch, seq, f"o{seq}") for epoch in (1, 2) for seq in (1, 2, 3)]
        wanted = {"a": [2, 3, "o3"]}
        for seed in range(20):
            shuffled = events * 2
            random.Random(seed).shuffle(shuffled)
            assert project(shuffled) == wanted


class TestG03:
    def test_g03_order(self, player, slots, cast):
        """The older device can fill what the newer one never touched, and overrules nothing."""
        player.write(slots[0], "o1")
        player.write(slots[2], "2,7")
        newer = on_another_device(player, cast)
        assert newer.start()["epoch"] == 2
        assert newer.answer(slots[0], "o4").status == 200
        answer = player.send()
        assert answer.status == 200
        assert answer["superseded"]
        assert answer["epoch"] == 2
        assert not player.outbox
        assert (value_of(player, slots[0]), value_of(player, slots[2])) == ("o4", "2,7")
        assert not newer.answer(slots[2], "2,8")["superseded"]

    def test_g03_the_same_client_keeps_its_epoch_and_coming_back_raises_it(self, player, slots, cast):
        assert player.start()["epoch"] == 1
        newer = on_another_device(player, cast)
        newer.start()
        newer.answer(slots[0], "o4")
        assert player.start()["epoch"] == 3
        assert player.answer(slots[0], "o1").status == 200
        assert value_of(player, slots[0]) == "o1"
        assert newer.answer(slots[0], "o2")["superseded"]
        assert value_of(player, slots[0]) == "o1"

    def test_g03_nobody_speaks_for_an_epoch_of_somebody_else(self, player, slots, cast):
        newer = on_another_device(player, cast)
        newer.start()
        player.write(slots[0], "o1", epoch=2)
        answer = player.send()
        assert answer.status == 422
        assert answer["problems"] == [{"seq": 1, "code": "wrong_epoch"}]
        assert not attempt_of(player).events.exists()
        player.outbox.clear()
        player.write(slots[0], "o1", epoch=7)
        assert player.send().status == 422

    def test_g03_only_the_device_that_holds_it_hands_in(self, player, slots, cast):
        player.write(slots[2], "2,7")
        newer = on_another_device(player, cast)
        newer.start()
        answer = player.hand_in()
        assert (answer.status, answer["code"]) == (409, "superseded")
        assert not player.outbox
        assert attempt_of(player).state == AttemptState.IN_PROGRESS
        assert newer.hand_in().status == 200
        assert player.hand_in()["receipt"] == newer.receipt


class TestG04:
    def test_g04_server_time_only(self, player, slots, clock):
        deadline = attempt_of(player).deadline
        clock.move(minutes=5)
        left = (deadline - clock.now).total_seconds() * 1000
        player.write(slots[0], "o1", elapsed_ms=7 * 24 * 3600 * 1000)
        answer = player.send()
        assert abs(answer["remaining_ms"] - left) <= 1
        assert answer["server_now"] == clock.now.isoformat()
        assert not answer["late"]
        assert attempt_of(player).deadline == deadline

    @pytest.mark.parametrize(
        "more", [{}, {"deadline": "2030-01-01T00:00:00Z"}, {"minutes": 999, "remaining_ms": 9}]
    )
    def test_g04_no_parameter_of_the_start_changes_the_clock(self, cast, clock, more):
        row = laid_out(published_quiz(cast.teacher_a, [cast.class_a], minutes=45), pupil=cast.pupil_a)
        player = player_of(cast.pupil_a, row)
        answer = player.post("bat-dau", {"client_id": player.client_id, **more})
        assert answer["remaining_ms"] == 45 * 60 * 1000
        assert attempt_of(player).started_at == clock.now
        clock.move(minutes=10)
        again = player.post("bat-dau", {"client_id": str(uuid.uuid4()), **more})
        assert again["remaining_ms"] == 35 * 60 * 1000

    def test_g04_the_closing_time_ends_it_and_extra_time_comes_on_top(self, cast, clock):
        closes = clock.now + timedelta(minutes=10)
        quiz = published_quiz(cast.teacher_a, [cast.class_a], minutes=45, closes_at=closes)
        row = laid_out(quiz, pupil=cast.pupil_a)
        Attempt.objects.filter(pk=row.pk).update(extra_seconds=300)
        assert player_of(cast.pupil_a, row).start()["remaining_ms"] == 15 * 60 * 1000

    def test_g04_answers_count_until_the_grace_is_over_and_are_data_afterwards(self, player, slots, clock):
        clock.move(minutes=15, seconds=119)
        answer = player.answer(slots[0], "o1")
        assert (answer["late"], answer["remaining_ms"]) == (False, 0)
        clock.move(seconds=2)
        answer = player.answer(slots[0], "o2")
        assert answer.status == 200
        assert answer["late"]
        assert value_of(player, slots[0]) == "o1"
        assert attempt_of(player).events.filter(late=True).count() == 1

    def test_g04_more_time_rides_on_the_next_receipt(self, player, slots):
        Attempt.objects.filter(public_id=player.public_id).update(
            deadline=attempt_of(player).deadline + timedelta(minutes=10)
        )
        assert player.send([])["remaining_ms"] > 20 * 60 * 1000
        assert player.answer(slots[0], "o1")["remaining_ms"] > 20 * 60 * 1000


class TestG07:
    def test_g07_resume_anywhere(self, player, slots, cast, clock):
        player.answer(slots[0], "o1")
        player.answer(slots[2], "2,7")
        player.answer(slots[2], None)
        clock.move(minutes=3)
        newer = on_another_device(player, cast)
        answer = newer.start()
        assert answer.status == 200
        assert answer["answers"] == {
            slots[0]: {"value": "o1", "epoch": 1, "seq": 1},
            slots[2]: {"value": None, "epoch": 1, "seq": 3},
        }
        assert answer["remaining_ms"] == 12 * 60 * 1000
        assert answer["upto"] == {player.client_id: 3}
        assert answer["storage_key"] == player.session["storage_key"]
        assert answer["form_key"] == player.session["form_key"]

    def test_g07_a_killed_browser_goes_on_where_it_was(self, player, slots, cast):
        player.answer(slots[0], "o1")
        unsent = player.write(slots[0], "o2")
        reopened = player_of(cast.pupil_a, player.public_id, client_id=player.client_id)
        answer = reopened.start()
        assert (answer["epoch"], answer["upto"]) == (1, {player.client_id: 1})
        reopened.outbox.append(unsent)
        assert reopened.send()["upto"] == 2
        assert value_of(player, slots[0]) == "o2"

    def test_g07_a_guest_goes_on_by_what_the_session_holds(self, cast):
        quiz = published_quiz(cast.teacher_a, [cast.class_a])
        guest = Guest.objects.create(quiz=quiz, name="Nguyễn Minh An", admitted_at=timezone.now())
        browser, stranger = Browser(), Browser()
        session = browser.session
        session["guests"] = [str(guest.public_id)]
        session.save()
        browser.cookies["hoclieu_session"] = session.session_key
        row = laid_out(quiz, guest=guest)
        assert Client(TestWire(browser), row).start().status == 200
        assert Client(TestWire(stranger), row).start().status == 404
        assert player_of(cast.pupil_a, row).start().status == 404
        Guest.objects.update(refused_at=timezone.now())
        assert Client(TestWire(browser), row).start().status == 404

    def test_g07_nobody_else_goes_on(self, player, cast):
        for person in (cast.pupil_b, cast.teacher_a, cast.teacher_b, None):
            stranger = Client(TestWire(client_of(person)), player.public_id)
            assert stranger.start().status == 404

    def test_g07_saving_outlives_the_sign_out(self, player, slots):
        player.wire.browser.logout()
        assert player.answer(slots[0], "o1").status == 200
        assert player.hand_in().status == 200


class TestG08:
    def test_g08_exactly_once_submit(self, player, slots):
        player.answer(slots[0], "o2")
        player.write(slots[2], "2,7")
        first = player.hand_in()
        assert first.status == 200
        assert first["state"] == "submitted"
        assert not player.outbox
        assert player.hand_in()["receipt"] == first["receipt"]
        assert player.hand_in(idempotency_key=str(uuid.uuid4()))["receipt"] == first["receipt"]
        attempt = attempt_of(player)
        assert Submission.objects.filter(attempt=attempt).count() == 1
        assert (attempt.state, attempt.needs_grading) == (AttemptState.SUBMITTED, True)
        assert player.start().data["receipt"] == first["receipt"]

    def test_g08_what_is_missing_is_asked_for_first(self, player, slots):
        events = [player.write(slots[0], "o1"), player.write(slots[0], "o2"), player.write(slots[2], "2,7")]
        player.outbox = [events[2]]
        answer = player.hand_in()
        assert (answer.status, answer["code"], answer["upto"]) == (409, "missing", 0)
        assert attempt_of(player).state == AttemptState.IN_PROGRESS
        assert player.send(events[:2])["upto"] == 3
        assert player.hand_in().status == 200

    def test_g08_nobody_waits_for_what_was_refused_for_ever(self, player, slots):
        player.answer(slots[0], "o1")
        player.write(slots[0], "o77")
        assert player.send().status == 422
        player.outbox.clear()
        assert player.answer(slots[0], "o3")["upto"] == 1
        assert player.hand_in()["code"] == "missing"
        assert player.hand_in(set_aside=[2]).status == 200
        assert value_of(player, slots[0]) == "o3"

    def test_g08_later_answers_never_change_what_was_handed_in(self, player, slots, cast):
        player.answer(slots[0], "o1")
        player.hand_in()
        before = attempt_of(player)
        answer = player.answer(slots[0], "o2")
        assert answer.status == 200
        assert (answer["late"], answer["state"]) == (True, "submitted")
        after = attempt_of(player)
        assert (after.answers, after.state, after.submitted_at) == (
            before.answers,
            before.state,
            before.submitted_at,
        )

    def test_g08_a_late_repeat_does_not_hand_in_the_next_round(self, player, slots):
        first = player.hand_in()
        Attempt.objects.filter(public_id=player.public_id).update(state=AttemptState.IN_PROGRESS, round=2)
        again = player.hand_in()
        assert (again.status, again["receipt"]) == (200, first["receipt"])
        assert attempt_of(player).state == AttemptState.IN_PROGRESS
        second = player.hand_in(idempotency_key=str(uuid.uuid4()))
        assert second["receipt"] != first["receipt"]

    def test_g08_a_hand_in_that_breaks_leaves_nothing_behind(self, player, slots, monkeypatch):
        player.write(slots[0], "o1")

        def broken(*_args, **_kwargs):
            from django.db import OperationalError

            raise OperationalError("disk full")

        with monkeypatch.context() as patch:
            patch.setattr("questionbank.attempts.models.Submission.save", broken)
            assert player.hand_in().status == 503
        attempt = attempt_of(player)
        assert (attempt.state, attempt.events.count()) == (AttemptState.IN_PROGRESS, 0)
        assert player.hand_in().status == 200


class TestG10:
    def test_g10_expiry_without_client(self, player, slots, clock):
        player.answer(slots[0], "o2")
        clock.move(minutes=17)
        assert close_overdue() == 0
        clock.move(seconds=1)
        assert close_overdue() == 1
        attempt = attempt_of(player)
        assert (attempt.state, attempt.needs_grading) == (AttemptState.SUBMITTED, True)
        assert attempt.submissions.get().closed_by == ClosedBy.CLOCK
        assert close_overdue() == 0
        assert grade_waiting() == 1
        assert grade_waiting() == 0
        assert attempt_of(player).score == 1

    def test_g10_closing_and_the_mark_for_grading_are_one_commit(self, player, clock, monkeypatch):
        clock.move(hours=1)

        def broken(*_args, **_kwargs):
            raise RuntimeError("the process died here")

        with monkeypatch.context() as patch, pytest.raises(RuntimeError):
            patch.setattr("django.db.models.query.QuerySet.bulk_update", broken)
            close_overdue()
        attempt = attempt_of(player)
        assert (attempt.state, attempt.needs_grading) == (AttemptState.IN_PROGRESS, False)
        assert not attempt.submissions.exists()
        assert close_overdue() == 1

    def test_g10_more_time_keeps_it_open(self, player, clock):
        Attempt.objects.update(deadline=clock.now + timedelta(hours=2))
        clock.move(hours=1)
        assert close_overdue() == 0

    def test_g10_a_whole_school_is_closed_in_batches(self, cast, clock):
        quiz = published_quiz(cast.teacher_a, [cast.class_a])
        form = quiz.forms.first()
        guests = Guest.objects.bulk_create([Guest(quiz=quiz, name=f"Khách {n}") for n in range(230)])
        Attempt.objects.bulk_create(
            [
                Attempt(quiz=quiz, form=form, guest=guest, state=AttemptState.IN_PROGRESS, deadline=clock.now)
                for guest in guests
            ]
        )
        clock.move(hours=1)
        assert close_overdue() == 230
        assert Submission.objects.count() == 230
        assert grade_waiting() == 230

    def test_g10_the_pupil_who_comes_too_late_sees_the_receipt(self, player, slots, clock):
        player.answer(slots[0], "o2")
        player.write(slots[0], "o1")
        clock.move(hours=1)
        answer = player.start()
        assert (answer.status, answer["state"]) == (200, "submitted")
        assert attempt_of(player).submissions.get().closed_by == ClosedBy.CLOCK
        late = player.send()
        assert (late.status, late["late"]) == (200, True)

    def test_g10_a_hand_in_after_the_grace_is_one_by_the_clock(self, player, slots, clock):
        player.answer(slots[0], "o2")
        player.write(slots[0], "o1")
        clock.move(hours=1)
        answer = player.hand_in()
        assert (answer.status, answer["late"]) == (200, True)
        assert attempt_of(player).submissions.get().closed_by == ClosedBy.CLOCK
        assert value_of(player, slots[0]) == "o2"

    def test_g10_grading_again_gives_the_same(self, player, slots, clock):
        for slot in slots:
            kind = attempt_of(player).form.package["items"][slot]["type"]
            player.answer(slot, RIGHT[kind])
        player.hand_in()
        grade_waiting()
        before = list(attempt_of(player).scores.order_by("slot_id").values())
        Attempt.objects.update(needs_grading=True)
        grade_waiting()
        assert list(attempt_of(player).scores.order_by("slot_id").values()) == before
        assert attempt_of(player).score == 3


class TestG12:
    def test_g12_same_minute_start(self, cast):
        """The package is fetched beforehand and useless until the start gives its key; the start is small."""
        quiz = published_quiz(cast.teacher_a, [cast.class_a], 10)
        row = laid_out(quiz, pupil=cast.pupil_a)
        form = row.form
        fetched = Browser().get(f"/t/goi/{form.package_name}/")
        assert fetched.status_code == 200
        assert "immutable" in fetched.headers["Cache-Control"]
        assert "Set-Cookie" not in fetched.headers
        player = player_of(cast.pupil_a, row)
        answer = player.start()
        assert answer["package_url"] == f"/t/goi/{form.package_name}/"
        assert unseal(fetched.content, answer["form_key"])["order"] == form.package["order"]
        with pytest.raises(InvalidTag):
            unseal(fetched.content, "A" * 43)
        assert len(str(answer.data)) < 1500

    def test_g12_not_before_the_opening_and_the_clock_does_not_run(self, cast, clock):
        opens = clock.now + timedelta(minutes=5)
        quiz = published_quiz(cast.teacher_a, [cast.class_a], opens_at=opens)
        row = laid_out(quiz, pupil=cast.pupil_a)
        player = player_of(cast.pupil_a, row)
        answer = player.start()
        assert (answer.status, answer["code"], answer["opens_at"]) == (409, "not_open", opens.isoformat())
        assert answer["message"]
        assert attempt_of(player).started_at is None
        with pytest.raises(NotStartable):
            may_wait(attempt_of(player))
        clock.move(minutes=5)
        assert player.start()["remaining_ms"] == 15 * 60 * 1000

    def test_g12_closed_void_and_not_let_in_are_said_in_words(self, cast, clock):
        quiz = published_quiz(
            cast.teacher_a, [cast.class_a], closes_at=clock.now + timedelta(minutes=5), guests="approved"
        )
        player = player_of(cast.pupil_a, laid_out(quiz, pupil=cast.pupil_a))
        clock.move(minutes=6)
        answer = player.start()
        assert (answer.status, answer["code"]) == (409, "closed")
        Attempt.objects.update(state=AttemptState.VOID)
        assert player.start().status == 410
        clock.move(minutes=-6)
        guest = Guest.objects.create(quiz=quiz, name="Khách")
        browser = Browser()
        session = browser.session
        session["guests"] = [str(guest.public_id)]
        session.save()
        browser.cookies["hoclieu_session"] = session.session_key
        answer = Client(TestWire(browser), laid_out(quiz, guest=guest)).start()
        assert (answer.status, answer["code"]) == (409, "not_admitted")

    def test_g12_the_package_in_the_clear_only_for_who_has_started(self, player):
        address = f"/t/{player.public_id}/de/"
        assert Browser().get(address).status_code == 401
        assert Browser().get(address, headers={"X-Attempt-Token": player.token + "x"}).status_code == 401
        answer = Browser().get(address, headers={"X-Attempt-Token": player.token})
        assert answer.json() == attempt_of(player).form.package
        assert "no-store" in answer.headers["Cache-Control"]


def test_events_are_evidence(player, slots):
    player.answer(slots[0], "o1")
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        AttemptEvent.objects.update(value="o2")
