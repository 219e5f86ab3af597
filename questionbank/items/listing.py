"""The lists of a bank: what the filters of the page mean, and which rows come of them. A page costs one query."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from config.caches import remembered
from config.spelling import tidy_line
from questionbank.items.models import CognitiveLevel, Question, QuestionState
from questionbank.items.policies import may_write
from questionbank.items.querysets import QuestionQuerySet
from questionbank.items.wording import fold
from questionbank.types.registry import QUESTION_TYPES
from repository.curriculum.models import Topic
from repository.curriculum.terms import term_labels
from repository.organisations.models import OrgUnit
from repository.organisations.viewer import Viewer

MOST_WORDS = 8
REMEMBERED_SECONDS = 60

# name of a filter in the address -> its word, as the page shows them
FILTERS = {
    "trang-thai": _("State"),
    "dang": _("Type of question"),
    "mon": _("Subject"),
    "lop": _("Grade"),
    "chu-de": _("Topic"),
    "muc-do": _("Level"),
}
# code of a state -> its word, the states it stands for
OWN_STATES: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "nhap": (_("Drafts"), (QuestionState.DRAFT,)),
    "tra-lai": (_("Returned"), (QuestionState.RETURNED,)),
    "cho-duyet": (_("In review"), (QuestionState.SUBMITTED, QuestionState.APPRAISED)),
    "da-duyet": (_("Approved"), (QuestionState.APPROVED,)),
    "thoi-dung": (_("No longer in use"), (QuestionState.RETIRED,)),
}
SCHOOL_STATES: dict[str, str | Promise] = {"thoi-dung": _("No longer in use")}


@dataclass(frozen=True)
class Choice:
    """One value of a filter: its code in the address and its word."""

    code: str
    label: str | Promise
    pk: int = 0


@dataclass(frozen=True)
class Filter:
    """One filter of the list: its name in the address, its word, its values and the chosen one."""

    name: str
    label: str | Promise
    choices: list[Choice] = field(default_factory=list)
    chosen: Choice | None = None


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: whose bank (None: the viewer's own questions), the filters, the words."""

    school: OrgUnit | None
    filters: dict[str, Filter]
    words: str

    def code(self, name: str) -> str:
        """The chosen code of a filter, or nothing."""
        chosen = self.filters[name].chosen
        return chosen.code if chosen else ""

    @property
    def is_narrowed(self) -> bool:
        """Something was filtered or searched for."""
        return bool(self.words) or any(one.chosen for one in self.filters.values())


def read_wanted(viewer: Viewer, asked: dict[str, str]) -> Wanted:
    """The address of the list read; unknown values count as none."""
    schools = {one.public_id: one for one in schools_of(viewer)}
    school = schools.get(asked.get("kho", ""))
    if school is None and not may_write(viewer):  # whoever writes nothing reads the first bank there is
        school = next(iter(schools.values()), None)
    terms = {name: term_labels(kind) for name, kind in (("mon", "subject"), ("lop", "grade"))}
    choices = {
        name: [Choice(term.code, term.label, term.pk) for term in known.values()]
        for name, known in terms.items()
    }
    subject, grade = (_chosen(choices[name], asked.get(name, "")) for name in ("mon", "lop"))
    choices["chu-de"] = _topics(subject, grade)
    choices["dang"] = [Choice(key, kind.label) for key, kind in QUESTION_TYPES.items()]
    choices["muc-do"] = [Choice(value, label) for value, label in CognitiveLevel.choices]
    choices["trang-thai"] = _states(school)
    filters = {
        name: Filter(name, label, choices[name], _chosen(choices[name], asked.get(name, "")))
        for name, label in FILTERS.items()
    }
    return Wanted(school, filters, tidy_line(asked.get("q", "")[:200]))


def listed(viewer: Viewer, wanted: Wanted) -> QuestionQuerySet:
    """The questions of the list in no order yet; each with the version its reader may see."""
    if wanted.school:
        rows = Question.objects.published_in(viewer, wanted.school.pk)
        is_retired = wanted.code("trang-thai") == "thoi-dung"
        rows = rows.filter(state="retired") if is_retired else rows.exclude(state="retired")
    else:
        rows = Question.objects.by(viewer)
        if state := wanted.code("trang-thai"):
            rows = rows.filter(state__in=OWN_STATES[state][1])
    side = "published" if wanted.school else "draft"
    rows = rows.filter(_classified(wanted)).filter(_with_words(wanted.words, side))
    shown = rows.select_related("subject", "grade", "topic", "author", side)
    return shown.defer(f"{side}__folded_text", "author__password")


def schools_of(viewer: Viewer) -> list[OrgUnit]:
    """The schools whose banks the viewer reads: those they belong to, and those they inspect."""
    if not viewer.is_staff:
        return []
    others = viewer.inspected_school_ids - viewer.school_ids
    inspected = OrgUnit.objects.filter(pk__in=others) if others else ()
    return sorted([*viewer.schools, *inspected], key=lambda school: school.name)


def _classified(wanted: Wanted) -> Q:
    rule = Q()
    for name, column in (("mon", "subject"), ("lop", "grade"), ("chu-de", "topic")):
        if chosen := wanted.filters[name].chosen:
            rule &= Q(**{column: chosen.pk})
    if level := wanted.code("muc-do"):
        rule &= Q(level=level)
    if kind := wanted.code("dang"):
        rule &= Q(type_key=kind)
    return rule


def _with_words(words: str, side: str) -> Q:
    rule = Q()
    for word in fold(words).split()[:MOST_WORDS]:
        rule &= Q(**{f"{side}__folded_text__contains": word})
    return rule


def _topics(subject: Choice | None, grade: Choice | None) -> list[Choice]:
    """Topics once a subject is chosen, those of the grade once that is chosen, too."""
    if subject is None:
        return []
    key = f"bank-topics:{subject.pk}:{grade.pk if grade else 0}:{get_language()}"
    known: list[Choice] | None = remembered.get(key)
    if known is None:
        topics = Topic.objects.current().for_subject(subject.code)
        topics = topics.for_grade(grade.code) if grade else topics
        known = [Choice(row.code, row.label, row.pk) for row in topics]
        remembered.set(key, known, REMEMBERED_SECONDS)
    return known


def _states(school: OrgUnit | None) -> list[Choice]:
    if school:
        return [Choice(code, label) for code, label in SCHOOL_STATES.items()]
    return [Choice(code, label) for code, (label, _states) in OWN_STATES.items()]


def _chosen(choices: list[Choice], code: str) -> Choice | None:
    return next((one for one in choices if code and one.code == code), None)
