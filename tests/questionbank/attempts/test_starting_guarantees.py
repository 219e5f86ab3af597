"""G4, G7, G12 (docs/attempt-protocol.md): the clock of the server, going on anywhere, and the start itself."""

import uuid
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.test import Client as Browser
from django.utils import timezone

from questionbank.attempts.models import Attempt, AttemptState, Guest
from questionbank.papers.packages import unseal
from tests.cast import client_of
from tests.factories.attempts import (
    Client,
    TestWire,
    attempt_of,
    guest_browser,
    laid_out,
    player_of,
    value_of,
)
from tests.factories.quizzes import published_quiz


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
        newer = player_of(cast.pupil_a, player.public_id)
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
        browser, stranger = guest_browser(guest), Browser()
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
        answer = Client(TestWire(guest_browser(guest)), laid_out(quiz, guest=guest)).start()
        assert (answer.status, answer["code"]) == (409, "not_admitted")

    def test_g12_the_package_in_the_clear_only_for_who_has_started(self, player):
        address = f"/t/{player.public_id}/de/"
        assert Browser().get(address).status_code == 401
        assert Browser().get(address, headers={"X-Attempt-Token": player.token + "x"}).status_code == 401
        answer = Browser().get(address, headers={"X-Attempt-Token": player.token})
        assert answer.json() == attempt_of(player).form.package
        assert "no-store" in answer.headers["Cache-Control"]
