"""What questions have of their own in the lifecycle: a frozen version is offered to a bank, quizzes keep what they ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.errors import Refused
from config.notices.services import tell
from media.files.services import release
from questionbank.items.models import Question, QuestionState, QuestionVersion
from questionbank.items.policies import is_author, may_delete, may_edit, may_retire
from questionbank.items.services.changes import KIND, NOT_YOURS, editors_since_publication
from questionbank.items.services.freezing import freeze_version
from questionbank.items.services.offering import missing_words, place_behind, title_of
from questionbank.items.services.publishing import publish_version
from questionbank.items.signals import question_changed
from questionbank.items.snapshot import digest_of
from repository.curation.life import Act, ForReview, Life, Rule
from repository.curation.models import ReviewDecision, ReviewRound


class QuestionLife(Life[Question]):
    """The life of a question."""

    kind = KIND
    model = Question
    changed = question_changed
    out_of_use = QuestionState.RETIRED
    ended_by_edit = frozenset({QuestionState.APPROVED, QuestionState.RETURNED})
    rules: Mapping[Act, Rule[Question]] = {
        Act.EDIT: Rule(may_edit, NOT_YOURS),
        Act.TAKE_BACK: Rule(may_edit, gettext_lazy("Only the author can take this back.")),
        Act.BIN: Rule(
            may_delete, gettext_lazy("What the school's bank holds is taken out of use, not deleted.")
        ),
        Act.RESTORE: Rule(is_author, gettext_lazy("Only its author can take this question out of the bin.")),
        Act.RETIRE: Rule(
            may_retire,
            gettext_lazy("Only the keepers of the bank or the author can take this out of use."),
        ),
        Act.REINSTATE: Rule(
            may_retire,
            gettext_lazy("Only the keepers of the bank or the author can put this back into use."),
        ),
    }

    def lock(self, public_id: str) -> Question | None:
        """With its bank and its versions."""
        rows = Question.objects.select_for_update(of=("self",)).select_related("bank", "draft", "published")
        return rows.filter(public_id=public_id).first()

    def set_state(self, work: Question, state: str) -> None:
        """Back with its author it is offered nowhere."""
        values: dict[str, Any] = {"state": state, "updated_at": timezone.now()}
        if state in {QuestionState.DRAFT, QuestionState.RETURNED}:
            values["offered_to"] = None
        self.put(work, **values)

    def freeze(self, actor: User, work: Question, to: Any) -> ForReview:
        """The latest work becomes a version that never changes; `to` is the bank of a school."""
        place = place_behind(actor, to, work.subject)
        version, key = freeze_version(actor, question=work)
        if missing := missing_words(work):
            raise Refused(_("Still missing: %(fields)s.") % {"fields": ", ".join(missing)}, code="incomplete")
        if work.published_id == version.pk and work.bank_id == to.pk:
            raise Refused(_("Nothing has changed since the approved version."), code="unchanged")
        self.put(work, offered_to=to, subject_group=place.subject_group)
        return ForReview(
            kind=KIND,
            subject_id=work.public_id,
            title=title_of(work, version),
            frozen={"version": version.pk, "key": key.number, "bank": to.pk},
            digest=digest_of(work, version, key),
            organisation=place.organisation,
            subject_group=place.subject_group,
            editors=editors_since_publication(work),
        )

    def publish(self, work: Question, review_round: ReviewRound, decision: ReviewDecision) -> None:
        """The frozen version is what the school's bank offers."""
        version = QuestionVersion.objects.get(pk=review_round.frozen["version"])
        publish_version(work, version, bank_id=review_round.frozen["bank"], approved_by=decision.actor)

    def on_retire(self, entry: AuditEntry, work: Question, marks: Mapping[str, Any]) -> None:
        """No new quiz gets it, those made before keep their version; the author is told."""
        if entry.actor_id != work.author_id:
            tell([work.author], kind="question.retired", entry=entry)

    def state_back_in_use(self, work: Question) -> str:
        """As it was approved, or a draft again when somebody has written on."""
        return QuestionState.APPROVED if work.draft_id == work.published_id else QuestionState.DRAFT

    def erasable(self, before: datetime) -> QuerySet[Question]:
        """What was never frozen."""
        frozen = QuestionVersion.objects.filter(question=OuterRef("pk"), frozen_at__isnull=False)
        return Question.objects.filter(~Exists(frozen), deleted_at__lt=before, published__isnull=True)

    def erase(self, work: Question) -> None:
        """With its versions and its hold on pictures; one that a quiz still names stays."""
        release(holder=work.subject_key)
        self.put(work, draft=None)
        work.delete()
