"""Materials as the approval engine knows them: how they are read by a reviewer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from media.files.sections import read
from media.files.wording import findings_of
from media.formats.anchor_labels import anchor_label
from repository.catalogue.models import LearningMaterial
from repository.catalogue.services.lifecycle import MaterialLife
from repository.catalogue.showing import draft_player
from repository.catalogue.snapshot import snapshot_of
from repository.curation.models import ReviewRound
from repository.curation.reviewable import REVIEWABLE, NoteTarget, ReviewedField
from repository.organisations.requests import HouseRequest

MOST_TARGETS = 300


class MaterialReview:
    """The reviewable kind "material"."""

    label = gettext_lazy("learning material")
    life = MaterialLife()

    def review_url(self, review_round: ReviewRound) -> str:
        """The page where a reviewer reads beside the preview and decides."""
        return reverse("review", args=[review_round.public_id])

    def subject_url(self, review_round: ReviewRound) -> str:
        """The page of the material."""
        return reverse("material", args=[review_round.subject_id])

    def preview(self, request: HouseRequest, review_round: ReviewRound) -> SafeString:
        """The files of the frozen revision, one player below the other."""
        material = _material(review_round)
        shown = [
            {
                "entry": entry,
                "findings": findings_of(entry.blob),
                "player": draft_player(request.viewer, material, entry, is_reviewer=True),
            }
            for entry in _frozen(review_round).manifest.all()
        ]
        return render_to_string("repository/catalogue/review_preview.html", {"shown": shown}, request)

    def fields(self, review_round: ReviewRound) -> list[ReviewedField]:
        """The description as sent for review; what differs from the published version is marked."""
        sent = _described(_frozen(review_round))
        material = _material(review_round)
        before = {field.key: field.value for field in _described(material)} if material.is_published else {}
        standing = review_round.state != "approved"
        return [
            ReviewedField(field.key, field.label, field.value, _changed(field, before) if standing else "")
            for field in sent
        ]

    def targets(self, review_round: ReviewRound) -> list[NoteTarget]:
        """Fields first, then the pages and slides of its files, then the files themselves."""
        frozen = _frozen(review_round)
        targets = [NoteTarget(f"field:{field.key}", field.label) for field in _described(frozen)]
        entries = list(frozen.manifest.all())
        for entry in entries:
            anchors = list(dict.fromkeys(section.anchor for section in read(entry.blob)))[:MOST_TARGETS]
            targets.extend(NoteTarget(anchor, anchor_label(anchor)) for anchor in anchors)
        targets.extend(NoteTarget(f"file:{entry.name}", entry.name) for entry in entries)
        return list({target.value: target for target in targets}.values())

    def current_digest(self, review_round: ReviewRound) -> str:
        """The digest of the latest draft: differs as soon as anybody has edited."""
        return snapshot_of(_material(review_round).draft).digest


REVIEWABLE.add("material", MaterialReview())


def _material(review_round: ReviewRound) -> LearningMaterial:
    return LearningMaterial.objects.get(public_id=review_round.subject_id)


def _frozen(review_round: ReviewRound) -> LearningMaterial:
    """The work exactly as it was sent for review."""
    frozen: LearningMaterial = Revision.objects.get(pk=review_round.frozen["revision"]).as_object()
    return frozen


def _described(material: LearningMaterial) -> list[ReviewedField]:
    return [
        ReviewedField("title", _("Title"), material.title),
        ReviewedField("subject", _("Subject"), _word(material.subject)),
        ReviewedField("grades", _("Grade"), _words(material.grades.all())),
        ReviewedField("material_type", _("Type"), _word(material.material_type)),
        ReviewedField("licence", _("Licence"), _word(material.licence)),
        ReviewedField("topics", _("Topic"), _words(material.topics.all())),
        ReviewedField("description", _("Description"), material.description),
        ReviewedField("authors", _("Authors"), material.authors),
        ReviewedField("keywords", _("Keywords"), material.keywords),
        ReviewedField("for_pupils", _("Pupils may see it"), _("yes") if material.for_pupils else _("no")),
    ]


def _changed(field: ReviewedField, before: dict[str, str]) -> str:
    earlier = before.get(field.key, field.value)
    return earlier if earlier != field.value else ""


def _word(term: models.Model | None) -> str:
    return str(term) if term else ""


def _words(terms: Iterable[models.Model]) -> str:
    return ", ".join(str(term) for term in terms)
