"""Demo step: a hundred and twenty questions of the two subjects, half of them in the school's bank; more in bulk.

They are written and sent for review by the services that teachers use. Running it again adds what is missing.
"""

from __future__ import annotations

from django.db import transaction

from config.accounts.models import User
from config.demo import DEMO_STEPS, DemoSize, ProgressReport
from questionbank.items.demo_bulk import grow_questions
from questionbank.items.demo_questions import DemoQuestion, demo_questions
from questionbank.items.models import Question, QuestionVersion
from questionbank.items.services.banks import school_bank
from questionbank.items.services.writing import Classification, create_question, save_draft
from questionbank.items.wording import hash_of
from questionbank.types.registry import QUESTION_TYPES
from repository.curation.demo import decider_of
from repository.curation.lifecycle import submit
from repository.curation.models import ReviewRound, Verdict
from repository.curation.services import Decision, decide
from repository.curriculum.models import GradeLevel, Subject, Topic
from repository.organisations.models import OrgUnit

AUTHORS = {"TOAN": "gv.toan.a", "KHTN": "gv.khtn.a"}
IN_SCHOOL_BANK = 3  # two of three questions are sent for review for the school's bank
WAITING = 10  # every tenth of them waits for appraisal

Deciders = dict[tuple[int | None, str], User]
"""Who decides by group and verdict: looking for one takes a dozen queries."""


@DEMO_STEPS.register("questions", order=70)
def seed_questions(size: DemoSize, report: ProgressReport) -> None:
    """The written ones first, then as many in bulk as were asked for."""
    wanted = demo_questions()[: size.questions]
    authors = {user.username: user for user in User.objects.filter(username__in=AUTHORS.values())}
    deciders: Deciders = {}
    for number, planned in enumerate(wanted, start=1):
        author = authors.get(AUTHORS[planned.subject])
        if author is not None:
            _make(author, planned, number, deciders)
        report(number, size.questions, planned.body["stem"][:30])
    if size.questions > len(wanted):
        grow_questions(size.questions, report)


@transaction.atomic
def _make(author: User, planned: DemoQuestion, number: int, deciders: Deciders) -> None:
    """One question, all or nothing; left alone when its author has it already."""
    kind = QUESTION_TYPES[planned.type_key]
    text = kind.plain_text(kind.read_body(planned.body))
    if QuestionVersion.objects.filter(author=author, text_hash=hash_of(text)).exists():
        return
    question = create_question(author, type_key=planned.type_key)
    topic = Topic.objects.filter(code=planned.topic).first()
    placed = Classification(
        subject=Subject.objects.get(code=planned.subject),
        grade=GradeLevel.objects.get(code=planned.grade),
        topic=topic,
        level=planned.level,
    )
    saved = save_draft(
        author,
        question=question,
        edit_number=question.edit_number,
        body=planned.body,
        key=planned.key,
        classification=placed,
    )
    if number % IN_SCHOOL_BANK:
        review_round = _send_for_review(author, saved.question)
        if number % WAITING:
            _approve(review_round, deciders)


def _send_for_review(author: User, question: Question) -> ReviewRound:
    school = OrgUnit.objects.schools().get(code="THCS-A")
    return submit(author, work=question, to=school_bank(school))


def _approve(review_round: ReviewRound, deciders: Deciders) -> None:
    for verdict in (Verdict.APPRAISE, Verdict.APPROVE):
        review_round.refresh_from_db()
        place = (review_round.subject_group_id, verdict)
        if place not in deciders:
            deciders[place] = decider_of(review_round)
        decision = Decision(verdict, review_round.digest, "Câu hỏi rõ ràng, đáp án đúng.")
        decide(deciders[place], review_round=review_round, decision=decision)
