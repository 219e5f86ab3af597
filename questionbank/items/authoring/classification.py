"""Where a question belongs: dependent lists of subject, grade, topic, outcome, and the level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionbank.items.models import CognitiveLevel, Question
from questionbank.items.services.writing import Classification
from repository.curriculum.models import GradeLevel, Outcome, Subject, Topic

TOPICS_WAIT = gettext_lazy("Choose subject and grade first")
OUTCOMES_WAIT = gettext_lazy("Choose the topic first")


class ClassificationForm(forms.Form):
    """Five lists, nothing required; what no longer fits what stands above it falls away."""

    subject = forms.ChoiceField(label=gettext_lazy("Subject"), required=False)
    grade = forms.ChoiceField(label=gettext_lazy("Grade"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("Learning outcome"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)

    def __init__(self, data: Any = None, *, question: Question) -> None:
        super().__init__(data, prefix="cls", initial=_initial(question), label_suffix="")
        self.rows: dict[str, dict[str, Any]] = {}
        self._offer("subject", Subject.objects.current())
        self._offer("grade", GradeLevel.objects.current())
        self._offer("topic", self._topics(), TOPICS_WAIT)
        self._offer("outcome", self._outcomes(), OUTCOMES_WAIT)
        self._choices("level").choices = [("", _("Choose")), *CognitiveLevel.choices]

    def classification(self) -> Classification:
        """What was chosen; a choice that its list does not hold counts as none."""
        terms = {name: rows.get(self._chosen(name)) for name, rows in self.rows.items()}
        level = self._chosen("level")
        return Classification(**terms, level=level if level in CognitiveLevel.values else "")

    def lists(self) -> dict[str, list[list[str]]]:
        """The dependent lists for the script: {input name: [[value, label], …]}."""
        return {
            self.add_prefix(name): [[value, str(label)] for value, label in self._choices(name).choices]
            for name in ("topic", "outcome")
        }

    def _topics(self) -> Iterable[Topic]:
        subject, grade = self._chosen("subject"), self._chosen("grade")
        if not subject or not grade:
            return []
        return Topic.objects.current().for_subject(subject).for_grade(grade)

    def _outcomes(self) -> Iterable[Outcome]:
        topic = self.rows["topic"].get(self._chosen("topic"))
        return Outcome.objects.current().filter(topic=topic) if topic else []

    def _offer(self, name: str, rows: Iterable[Any], wait: Any = None) -> None:
        self.rows[name] = {row.code: row for row in rows}
        none = _("Choose") if self.rows[name] or wait is None else wait
        labelled = [(code, row.label) for code, row in self.rows[name].items()]
        self._choices(name).choices = [("", none), *labelled]

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def _chosen(self, name: str) -> str:
        if self.is_bound:
            return str(self.data.get(self.add_prefix(name), ""))
        return str(self.initial.get(name, "") or "")


def guess_for(question: Question) -> Classification:
    """Where the author's last question belongs: the next one mostly belongs there, too."""
    last = (
        Question.objects.filter(author=question.author, deleted_at__isnull=True)
        .exclude(pk=question.pk)
        .select_related("subject", "grade", "topic")
        .order_by("-updated_at")
        .first()
    )
    return Classification(last.subject, last.grade, last.topic) if last else Classification()


def _initial(question: Question) -> dict[str, str]:
    terms = {name: getattr(question, name) for name in ("subject", "grade", "topic", "outcome")}
    codes = {name: term.code if term else "" for name, term in terms.items()}
    return codes | {"level": question.level}
