"""What materials have of their own in the lifecycle: a frozen revision is sent for review, out of use leaves a tombstone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import Revision

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.errors import Refused
from config.notices.services import tell
from media.files.services import release
from repository.catalogue.models import LearningMaterial, MaterialState, Tombstone, Usage
from repository.catalogue.policies import is_author, may_delete, may_edit, may_withdraw
from repository.catalogue.services.authoring import missing_fields
from repository.catalogue.services.changes import save_draft
from repository.catalogue.services.publishing import publish_revision
from repository.catalogue.signals import material_changed
from repository.catalogue.snapshot import snapshot_of
from repository.curation.life import Act, ForReview, Life, Rule
from repository.curation.models import ReviewDecision, ReviewRound

NOT_YOURS = gettext_lazy("Only the author can change this, and only while it is in use.")


class MaterialLife(Life[LearningMaterial]):
    """The life of a learning material."""

    kind = "material"
    model = LearningMaterial
    changed = material_changed
    out_of_use = MaterialState.WITHDRAWN
    verbs: Mapping[Act, str] = {Act.RETIRE: "withdraw"}
    rules: Mapping[Act, Rule[LearningMaterial]] = {
        Act.EDIT: Rule(may_edit, NOT_YOURS),
        Act.TAKE_BACK: Rule(may_edit, NOT_YOURS),
        Act.BIN: Rule(
            may_delete, gettext_lazy("What has been published is withdrawn by the librarian, not deleted.")
        ),
        Act.RESTORE: Rule(is_author, gettext_lazy("Only the author can take this out of the bin.")),
        Act.RETIRE: Rule(
            may_withdraw, gettext_lazy("Only the librarian or the head of the school can withdraw this.")
        ),
    }

    def freeze(self, actor: User, work: LearningMaterial, to: Any) -> ForReview:
        """The draft becomes a revision that nothing writes over."""
        draft = work.draft
        if missing := missing_fields(draft):
            raise Refused(
                _("Still missing: %(fields)s.") % {"fields": ", ".join(missing.values())}, code="incomplete"
            )
        snapshot = snapshot_of(draft)
        if work.current_version and work.current_version.digest == snapshot.digest:
            raise Refused(_("Nothing has changed since the approved version."), code="unchanged")
        draft.guessed_fields, draft.typed_in = [], {}
        revision = save_draft(actor, draft)
        return ForReview(
            kind=self.kind,
            subject_id=work.public_id,
            title=draft.title,
            frozen={"revision": revision.pk},
            digest=snapshot.digest,
            organisation=work.owner_org,
            subject_group=draft.subject_group,
            editors=_editors_since_publication(work),
        )

    def publish(self, work: LearningMaterial, review_round: ReviewRound, decision: ReviewDecision) -> None:
        """The frozen revision becomes the current version."""
        revision = Revision.objects.get(pk=review_round.frozen["revision"])
        publish_revision(work, revision, review_round=review_round, approved_by=decision.actor)

    def on_retire(self, entry: AuditEntry, work: LearningMaterial, marks: Mapping[str, Any]) -> None:
        """Grants end, its address answers 410 with the reason, those who keep it are told."""
        UnpublishAction(work, user=entry.actor, log_action=False).execute(skip_permission_checks=True)
        Tombstone.objects.create(
            material=work,
            reason=entry.details["reason"],
            show_title=marks.get("show_title", True),
            successor=marks.get("successor"),
            by=entry.actor,
        )
        usages = Usage.objects.filter(material=work).exclude(owner=None).select_related("owner")
        keepers = [usage.owner for usage in usages if usage.owner]
        tell([work.created_by, *keepers], kind="material.withdrawn", entry=entry)

    def erasable(self, before: datetime) -> QuerySet[LearningMaterial]:
        """Drafts that were never published."""
        return LearningMaterial.objects.filter(deleted_at__lt=before, current_version__isnull=True)

    def erase(self, work: LearningMaterial) -> None:
        """With its revisions and its hold on files."""
        release(holder=work.subject_key)
        work.revisions.all().delete()
        work.delete()


def _editors_since_publication(material: LearningMaterial) -> list[User]:
    """Everyone who wrote a revision of what is sent for review: none of them decides."""
    since = material.revisions.exclude(user=None)
    if material.current_version:
        since = since.filter(pk__gt=material.current_version.revision_id)
    return list(User.objects.filter(pk__in=since.values("user")))
