"""Every right follows from a role held today: whoever has none in a school reaches nothing there that a stranger would not.

A person's twin holds the same roles and delegations today but has written, taught, handed in and kept nothing. For random
people, dates and relations, in every queryset and policy that takes a viewer: what belongs to a school where the
person has no role is open to them only if it is open to the twin as well.
"""

import inspect
from datetime import timedelta
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import questionbank
import repository
from media.files.delivery import FILE_GUARDS, FileAccess
from questionbank.attempts.models import Attempt, Guest, RegradeRun
from questionbank.items.models import Question, QuestionPicture
from questionbank.items.services.banks import school_bank
from questionbank.papers.models import Paper
from questionbank.quizzes.models import Quiz
from repository.catalogue.models import LearningMaterial, MaterialFile, MaterialState, MaterialVersion
from repository.collections.models import Basket, BasketItem
from repository.curation.models import ReviewDecision, ReviewRound, ReviewStep
from repository.organisations.models import ClassGroup, Delegation, Membership, Role
from repository.organisations.viewer import viewer_for
from tests.cast import staff
from tests.factories.catalogue import ready_blob
from tests.factories.quizzes import published_quiz, ready_question

pytestmark = [pytest.mark.django_db]

PAST, FUTURE = timedelta(days=10), timedelta(days=10)
STAFF_ROLES = [role for role in Role.values if role != Role.PUPIL]
NOBODY: frozenset[int] = frozenset()

# Which units own a row: a role in one of them is what a right must come from. Nobody: it is the person's own.
OWNERS = {
    "LearningMaterial": lambda row: {row.owner_org_id, row.subject_group_id},
    "MaterialFile": lambda row: OWNERS["LearningMaterial"](row.version.material),
    "ReviewRound": lambda row: {row.organisation_id, row.subject_group_id},
    "ReviewDecision": lambda row: OWNERS["ReviewRound"](row.round),
    "Bank": lambda row: {row.unit_id},
    "Question": lambda row: {row.bank.unit_id},
    "Paper": lambda row: {row.organisation_id},
    "Quiz": lambda row: {row.organisation_id, *row.class_groups.values_list("school", flat=True)},
    "Attempt": lambda row: OWNERS["Quiz"](row.quiz),
    "RegradeRun": lambda row: OWNERS["Quiz"](row.slot.part.paper.quizzes.get()),
    "ClassGroup": lambda row: {row.school_id},
    "BasketItem": lambda row: NOBODY,
    "ShareGrant": lambda row: NOBODY,
    "OrgUnit": lambda row: NOBODY,
    "User": lambda row: NOBODY,
}


class World:
    """Two schools, each with one thing of every kind; who wrote, taught and handed in what is drawn per example."""

    def __init__(self, cast):
        self.cast = cast
        self.people = [staff(f"ai.{number}", f"Người {number}") for number in range(3)]
        self.twin = staff("ai.khac", "Người Khác")
        self.units = [cast.city, cast.school_a, cast.school_b, cast.maths_a, cast.maths_b]
        self.classes = [cast.class_a, ClassGroup.objects.get(school=cast.school_b)]
        self.things = []
        step = ReviewStep.objects.first()
        for school, group, teacher in (
            (cast.school_a, cast.maths_a, cast.teacher_a),
            (cast.school_b, cast.maths_b, cast.teacher_b),
        ):
            self._material(school, group, teacher)
            question = ready_question(teacher)
            Question.objects.filter(pk=question.pk).update(bank=school_bank(school), subject_group=group)
            QuestionPicture.objects.create(question=question, blob=ready_blob())
            quiz = published_quiz(teacher, [ClassGroup.objects.get(school=school)], questions=1)
            guest = Guest.objects.create(quiz=quiz, name="Khách")
            Attempt.objects.create(quiz=quiz, guest=guest, form=quiz.paper.forms.first())
            slot = quiz.paper.parts.get().slots.get()
            RegradeRun.objects.create(
                slot=slot,
                key_from=slot.answer_key,
                key_to=slot.answer_key,
                proposed_by=teacher,
                reason="nhầm",
            )
            review_round = ReviewRound.objects.create(
                kind="material",
                subject_id=school.code,
                title="Bài",
                digest="x",
                organisation=school,
                subject_group=group,
                submitted_by=teacher,
                step=step,
            )
            ReviewDecision.objects.create(
                round=review_round,
                actor=cast.city_officer,
                verdict="return",
                digest="x",
                at=timezone.now(),
                entry_hash=school.code,
            )

    def _material(self, school, group, teacher):
        work = LearningMaterial.objects.create(
            title="Bài", owner_org=school, subject_group=group, created_by=teacher
        )
        version = MaterialVersion.objects.create(
            material=work, number=1, revision_id=work.pk, metadata={}, digest="x", approved_at=timezone.now()
        )
        MaterialFile.objects.create(
            version=version, entry_id="e", role="original", name="a.pdf", blob=ready_blob()
        )
        LearningMaterial.objects.filter(pk=work.pk).update(current_version=version)
        basket = Basket.objects.create(owner=teacher, name="Giỏ")
        BasketItem.objects.create(basket=basket, material=work)

    def draw(self, data):
        """Roles that ended, hold, or begin later; then relations, as they are left behind by people who move on."""
        today = timezone.localdate()
        Membership.objects.filter(user__in=[*self.people, self.twin]).delete()
        Delegation.objects.all().delete()
        for person in self.people:
            for number in range(data.draw(st.integers(0, 2))):
                starts, ends = data.draw(
                    st.sampled_from(
                        [
                            (today - 2 * PAST, None),
                            (today - 2 * PAST, today),
                            (today - 2 * PAST, today - PAST),
                            (today + FUTURE, None),
                        ]
                    )
                )
                Membership.objects.create(
                    user=person,
                    unit=data.draw(st.sampled_from(self.units)),
                    role=data.draw(st.sampled_from(STAFF_ROLES)),
                    valid_from=starts - timedelta(days=number),
                    valid_to=ends,
                )
        self._delegate(data, today)
        anyone = st.sampled_from(self.people)
        for row in LearningMaterial.objects.all():
            state = data.draw(st.sampled_from(MaterialState.values))
            live, author = state == "approved", data.draw(anyone)
            LearningMaterial.objects.filter(pk=row.pk).update(state=state, live=live, created_by=author)
        for group in self.classes:
            group.teachers.set(data.draw(st.lists(anyone, unique=True)))
        for row in ReviewRound.objects.all():
            ReviewRound.objects.filter(pk=row.pk).update(submitted_by=data.draw(anyone))
            row.editors.set(data.draw(st.lists(anyone, unique=True)))
        for row in Question.objects.all():
            state = data.draw(st.sampled_from(["draft", "submitted", "approved", "retired"]))
            published = row.draft_id if data.draw(st.booleans()) else None
            Question.objects.filter(pk=row.pk).update(
                author=data.draw(anyone), state=state, published=published
            )
        for row in Quiz.objects.all():
            state = data.draw(st.sampled_from(["draft", "published", "closed"]))
            author = data.draw(anyone)
            Quiz.objects.filter(pk=row.pk).update(author=author, state=state)
            Paper.objects.filter(quizzes=row).update(author=author)

    def _delegate(self, data, today):
        held = Membership.objects.filter(user__in=self.people, role__in=["head", "principal"]).first()
        if held is not None:
            Delegation.objects.create(
                from_user=held.user,
                to_user=data.draw(st.sampled_from(self.people)),
                unit=held.unit,
                role=held.role,
                reason="đi công tác",
                valid_from=today - PAST,
                valid_to=today + FUTURE,
            )

    def twin_of(self, person):
        """Holds what the person holds today, and nothing else."""
        Membership.objects.filter(user=self.twin).delete()
        Delegation.objects.filter(to_user=self.twin).delete()
        for row in Membership.objects.filter(user=person).valid_on(timezone.localdate()):
            row.pk, row.public_id, row.user = None, f"t{row.pk}", self.twin
            row.save()
        for row in Delegation.objects.filter(to_user=person):
            row.pk, row.public_id, row.to_user = None, f"t{row.pk}", self.twin
            row.save()
        return viewer_for(self.twin)


@cache
def scoped_querysets():
    """(model, name of a method): every one of our querysets' methods that asks only who is looking."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith(("repository", "questionbank", "media", "search", "config")):
            continue
        queryset = type(model._default_manager.all())
        for name, method in inspect.getmembers(queryset, inspect.isfunction):
            parameters = list(inspect.signature(method).parameters.values())[1:]
            needed = [one for one in parameters if one.default is one.empty]
            if [one.name for one in needed] == ["viewer"] and not name.startswith("_"):
                found.append((model, name))
    return found


@cache
def policies():
    """(name, function, what it asks about): every yes-or-no question in a `policies` module that takes a viewer first."""
    found = []
    for package in (repository, questionbank):
        for module in walk_packages(package.__path__, package.__name__ + "."):
            if not module.name.endswith(".policies"):
                continue
            room = import_module(module.name)
            for name, function in inspect.getmembers(room, inspect.isfunction):
                signature = inspect.signature(function)
                names = list(signature.parameters.values())
                is_asked = names and names[0].name == "viewer" and signature.return_annotation == "bool"
                if is_asked and function.__module__ == room.__name__:
                    found += [(name, function, names[1:])]
    return found


MODELS = {model.__name__: model for model in apps.get_models()}


def foreign(viewer, row):
    """The row belongs to units, and the person has no role in any of them today."""
    owners = {unit for unit in OWNERS[type(row).__name__](row) if unit}
    return bool(owners) and not owners & viewer.unit_ids


@pytest.mark.slow
@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a failure names its rows: shrinking takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_without_a_role_there_today_nobody_reaches_more_than_a_stranger(world, data):
    world.draw(data)
    for person in world.people:
        viewer, twin = viewer_for(person), world.twin_of(person)
        assert {h.unit_id for h in viewer.held} == {h.unit_id for h in twin.held}
        for model, name in scoped_querysets():
            open_rows = getattr(model._default_manager.all(), name)(viewer)
            also = set(getattr(model._default_manager.all(), name)(twin).values_list("pk", flat=True))
            for row in open_rows:
                assert row.pk in also or not foreign(viewer, row), f"{model.__name__}.{name}: {row!r}"
        for name, policy, row in asked(viewer):
            assert not policy(viewer, row) or policy(twin, row), f"{name}: {row!r}"
        for key, guard_id, row in guarded():
            if foreign(viewer, row) and opens(key, guard_id, person):
                assert opens(key, guard_id, world.twin), f"guard {key}: {row!r}"


def asked(viewer):
    """(name, policy, row) for every yes-or-no policy over one row that belongs elsewhere."""
    for name, policy, rest in policies():
        if (
            len(rest) != 1
            or str(rest[0].annotation) not in OWNERS
            or rest[0].annotation in {"User", "OrgUnit"}
        ):
            continue
        for row in MODELS[rest[0].annotation]._default_manager.all():
            if foreign(viewer, row):
                yield name, policy, row


def guarded():
    """(guard, id, owner row) for everything the content host hands out."""
    for row in MaterialFile.objects.select_related("version__material"):
        yield from (
            (key, row.public_id, row) for key in ("material_file", "material_download") if key in FILE_GUARDS
        )
    for work in LearningMaterial.objects.all():
        yield from (
            (key, work.public_id, work)
            for key in ("material_draft", "material_cover", "material_original")
            if key in FILE_GUARDS
        )
    for picture in QuestionPicture.objects.select_related("question__bank"):
        yield "question_picture", picture.public_id, picture.question


def opens(key, guard_id, user):
    answer = FILE_GUARDS[key](guard_id, user)
    return answer is True or answer in {FileAccess.OPEN, FileAccess.ORIGINAL}


@pytest.fixture
def world(cast):
    return World(cast)


def test_every_scoped_queryset_and_every_guard_is_asked_here(cast):
    """A new guarded model must say which units own its rows, a new guard what it guards."""
    unknown = {model.__name__ for model, _name in scoped_querysets()} - set(OWNERS)
    assert not unknown, f"say in OWNERS which units own rows of {unknown}"
    named = {
        "material_file",
        "material_download",
        "material_draft",
        "material_cover",
        "material_original",
        "question_picture",
        "upload",
    }
    assert set(FILE_GUARDS.keys()) == named
