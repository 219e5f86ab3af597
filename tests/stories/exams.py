"""Tests in the stories: a quiz given to class 6A1 of school A, and what a pupil does with the player."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

PIN = "246810"  # of every card of the demo city; the first is hs222222
GIVE = """
import json
from datetime import timedelta
from django.utils import timezone
from config.accounts.models import User
from questionbank.quizzes.models import Quiz
from repository.organisations.models import ClassGroup
from tests.factories.quizzes import published_quiz
told = json.loads({told!r})
closes = told.pop("closes_in_minutes", None)
teacher = User.objects.get(username="gv.toan.a")
group = ClassGroup.objects.get(name="6A1", school__code="THCS-A")
quiz = published_quiz(teacher, [group], **told)
if closes is not None:
    Quiz.objects.filter(pk=quiz.pk).update(closes_at=timezone.now() + timedelta(minutes=closes))
print(json.dumps([quiz.public_id, quiz.join_code, quiz.title]))
"""
CARD = """
import json
from config.accounts.models import User
from repository.organisations.cards import issue_cards
from repository.organisations.models import ClassGroup, PupilCard
teacher = User.objects.get(username="gv.toan.a")
group = ClassGroup.objects.get(name="6A1", school__code="THCS-A")
pupil = User.objects.filter(enrolments__class_group=group).order_by("pk")[{number}]
print(json.dumps(issue_cards(teacher, class_group=group, pupils=[pupil])[0].address))
"""


@dataclass(frozen=True)
class GivenQuiz:
    """A published quiz and the way in."""

    public_id: str
    code: str
    title: str

    @property
    def link(self) -> str:
        """What the QR on the blackboard holds."""
        return f"/t/vao/{self.code}/"


def give_quiz(city, **told: Any) -> GivenQuiz:
    """Teacher A publishes a quiz of three questions for class 6A1; `told` as for the factory, `closes_in_minutes` too."""
    return give_quizzes(city, told)[0]


def give_quizzes(city, *several: dict[str, Any]) -> list[GivenQuiz]:
    """The same for several at once: a command takes seconds to start."""
    scripts = "\n".join(GIVE.format(told=json.dumps(told)) for told in several)
    lines = city.manage("shell", "-v", "0", "-c", scripts).strip().splitlines()
    return [GivenQuiz(*json.loads(line)) for line in lines[-len(several) :]]


def new_card(city, number: int) -> str:
    """A new class card for one pupil of 6A1: the address in its QR."""
    return str(ask_city(city, CARD.format(number=number)))


def ask_city(city, script: str) -> Any:
    """Run a script in the city; the JSON of its last line."""
    return json.loads(city.manage("shell", "-v", "0", "-c", script).strip().splitlines()[-1])


def enter_with_card(page, code: str = "hs222222", pin: str = PIN) -> None:
    """Code and PIN at the pupils' door."""
    page.wait_for_load_state()
    page.fill("input[name=code]", code)
    page.fill("input[name=pin]", pin)
    with page.expect_navigation():  # the next step must not overtake the sign-in
        page.locator("main form button[type=submit]").click()


def choose_name(page, number: int) -> str:
    """Take a free name of the class list; returns it."""
    name = page.locator("label.name-choice").nth(number)
    said = str(name.inner_text())
    name.click()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/t/*-*-*-*-*/")
    return said


def start(page) -> None:
    """Press start in the lobby; the first question stands on the screen."""
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.locator("hoc-player .answer").first.wait_for()


def answer(page) -> None:
    """Some answer to the question on the screen, whatever its type."""
    sheet = page.locator("hoc-player .answer").first
    if sheet.locator("input[type=radio]").count() == 0:
        sheet.locator("input:visible, textarea:visible").first.fill("2,7")
        return
    rows = sheet.locator("input[type=radio]").evaluate_all(
        "all => [...new Set(all.map(one => one.name))].map(name => all.findIndex(one => one.name === name))"
    )
    for row in rows:
        sheet.locator("label:has(input[type=radio])").nth(row).click()


def answer_everything(page, questions: int = 3) -> None:
    """One question after the other, as on a phone."""
    for number in range(questions):
        answer(page)
        if number + 1 < questions:
            page.get_by_role("button", name="Câu sau").click()


def hand_in(page) -> str:
    """Over the page that lists what is open, with its one confirmation; returns the receipt code."""
    page.get_by_role("button", name="Xem lại bài").click()
    page.locator("hoc-player").get_by_role("button", name="Nộp bài").first.click()
    page.locator("dialog").get_by_role("button", name="Nộp bài").click()
    code = page.locator(".receipt__code")
    code.wait_for()
    return str(code.inner_text()).strip()


CLASS = """
import json
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from config.accounts.models import User
from questionbank.attempts.services.grading import grade_waiting
from questionbank.quizzes.models import Quiz
from repository.organisations.models import PupilCard
from tests.factories.attempts import laid_out, player_of, slots_of
told = json.loads({told!r})
quiz = Quiz.objects.get(public_id=told["quiz"])
pupils = User.objects.filter(enrolments__class_group__name="6A1", enrolments__class_group__school__code="THCS-A")
pupils = list(pupils.order_by("card__code").distinct())[told["first"]:]
names = []
for pupil, answers in zip(pupils, told["answers"]):
    player = player_of(pupil, laid_out(quiz, pupil=pupil))
    assert player.start().status == 200
    for slot, value in zip(slots_of(quiz), answers):
        if value is not None:
            player.write(slot, value)
    assert player.send().status == 200
    if told["hand_in"]:
        assert player.hand_in().status == 200
    names.append(pupil.display_name)
grade_waiting()
print(json.dumps(names))
"""


def class_answers(
    city, quiz: GivenQuiz, answers: list[list[Any]], *, first: int = 0, hand_in: bool = True
) -> list[str]:
    """Pupils of 6A1, the one with the first card first, answer over the protocol (None: left out); returns their names."""
    told = {"quiz": quiz.public_id, "answers": answers, "first": first, "hand_in": hand_in}
    return list(ask_city(city, CLASS.format(told=json.dumps(told))))
