"""Learning materials: the work (a snippet holding metadata), its frozen versions, files, passages, grants and use.

The row of a `LearningMaterial` holds what is published; work in progress lives in its latest revision
(`material.draft`). Before the first publication row and draft are the same.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from config.audit.models import AppendOnly
from config.fields import BlockField, LineField
from config.ids import public_id
from media.files.models import StoredBlob
from repository.catalogue.querysets import LearningMaterialManager, MaterialFileQuerySet, ShareGrantQuerySet
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curriculum.models import GradeLevel, Outcome, Subject, TextbookSeries, Topic
from repository.organisations.models import OrgUnit, UnitGroup


class MaterialState(models.TextChoices):
    """Where the work in progress stands. Sharing is no state: it is grants on an approved work."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for appraisal")
    APPRAISED = "appraised", _("appraised, waiting for approval")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    RETIRED = "retired", _("no longer in use")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Fields of the work itself: a revision never brings old values of these back.
ROW_FIELDS = (
    "work_id", "public_id", "owner_org_id", "created_by_id", "state", "current_version_id", "created_at",
    "published_at", "deleted_at", "change_number", "use_count",
)  # fmt: skip


class LearningMaterial(PreviewableMixin, DraftStateMixin, RevisionMixin, ClusterableModel):
    """A work: what a teacher calls "the lesson". Metadata only; everything that changes it goes through services."""

    work_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    owner_org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="materials", editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="materials", editable=False
    )
    state = models.CharField(
        max_length=10, choices=MaterialState.choices, default=MaterialState.DRAFT, editable=False
    )
    current_version = models.ForeignKey(
        "MaterialVersion", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    # A counter of changes, never a clock: search compares versions with it.
    change_number = models.PositiveBigIntegerField(default=1, editable=False)
    use_count = models.PositiveIntegerField(default=0, editable=False)

    # What a teacher describes; frozen into every version.
    title = LineField(_("title"), max_length=255)
    description = BlockField(_("description"), blank=True)
    material_type = models.ForeignKey(
        MaterialType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grades = ParentalManyToManyField(GradeLevel, blank=True, related_name="+")
    topics = ParentalManyToManyField(Topic, blank=True, related_name="+")
    outcomes = ParentalManyToManyField(Outcome, blank=True, related_name="+")
    series = models.ForeignKey(
        TextbookSeries, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_group = models.ForeignKey(
        OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    licence = models.ForeignKey(Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rights_statement = models.CharField(max_length=20, blank=True)  # own, permitted, quoted, unsure
    rights_note = LineField(max_length=300, blank=True)
    authors = LineField(_("authors"), max_length=300, blank=True)
    keywords = LineField(_("keywords"), max_length=300, blank=True)
    language = models.CharField(max_length=8, default="vi")
    for_pupils = models.BooleanField(_("pupils may see it"), default=False)
    # Fields whose value is still the machine's proposal: shown dotted until a person confirms.
    guessed_fields = models.JSONField(default=list, blank=True)
    # Which window of a browser stored a field of the draft last (config.two_windows).
    typed_in = models.JSONField(default=dict, db_default={}, blank=True)

    objects: ClassVar[Any] = LearningMaterialManager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("learning material")
        verbose_name_plural = _("learning materials")
        ordering: ClassVar[list[str]] = ["-updated_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner_org", "state", "-updated_at", "-id"], name="material_org_state"),
            models.Index(fields=["created_by", "-updated_at", "-id"], name="material_author"),
            models.Index(fields=["-published_at", "-id"], name="material_new"),
            models.Index(fields=["subject", "-published_at", "-id"], name="material_subject_new"),
            models.Index(fields=["-use_count", "-id"], name="material_used"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject_key(self) -> str:
        """The key under which review, notices and audit know this work."""
        return f"material:{self.public_id}"

    @property
    def is_published(self) -> bool:
        """Others than its authors and reviewers may see it, within its audience."""
        return self.live and self.current_version_id is not None and self.deleted_at is None

    @property
    def draft(self) -> LearningMaterial:
        """The work in progress: the latest revision as an object, files included; the row itself while nothing is live."""
        return self.get_latest_revision_as_object() if self.live and self.latest_revision_id else self

    def with_content_json(self, content: dict[str, Any]) -> LearningMaterial:
        """A revision as an object; what belongs to the work and not to its text is taken from the row."""
        draft: LearningMaterial = super().with_content_json(content)
        for name in ROW_FIELDS:
            setattr(draft, name, getattr(self, name))
        return draft

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Previews are our own pages, not Wagtail's."""
        return []


class FileRole(models.TextChoices):
    """What a file is to the work."""

    ORIGINAL = "original", _("material")
    ANSWER_SHEET = "answer_sheet", _("answers, for teachers")
    CAPTION = "caption", _("subtitles")
    ATTACHMENT = "attachment", _("attachment")


class ManifestEntry(models.Model):
    """A file of the draft (or of the published row): covered by revisions, hence by approval. `public_id` is stable."""

    material = ParentalKey(LearningMaterial, on_delete=models.CASCADE, related_name="manifest")
    public_id = models.CharField(max_length=12, default=public_id, editable=False)
    role = models.CharField(max_length=20, choices=FileRole.choices, default=FileRole.ORIGINAL)
    name = LineField(max_length=255)
    blob = models.ForeignKey(StoredBlob, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["ordinal", "id"]

    def __str__(self) -> str:
        return self.name


class MaterialVersion(models.Model):
    """An immutable published state: metadata and files as approved. Rows are written once."""

    material = models.ForeignKey(LearningMaterial, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision_id = models.PositiveBigIntegerField(
        unique=True
    )  # publishing the same revision twice is harmless
    metadata = models.JSONField()
    digest = models.CharField(max_length=64)
    change_note = LineField(max_length=300, blank=True)
    is_correction = models.BooleanField(default=False)
    round_id = models.CharField(max_length=12, blank=True)  # the review round that approved it
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["material", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.material_id} v{self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Written once; a frozen version never changes."""
        if not self._state.adding:
            raise ValueError("a MaterialVersion is frozen")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class MaterialFile(models.Model):
    """A file inside a frozen version; `public_id` is its address, `entry_id` the draft entry it was frozen from."""

    version = models.ForeignKey(MaterialVersion, on_delete=models.CASCADE, related_name="files")
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    entry_id = models.CharField(max_length=12)
    role = models.CharField(max_length=20, choices=FileRole.choices)
    name = LineField(max_length=255)
    blob = models.ForeignKey(StoredBlob, on_delete=models.PROTECT, related_name="material_files")
    ordinal = models.PositiveSmallIntegerField(default=0)

    objects = MaterialFileQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["ordinal", "id"]

    def __str__(self) -> str:
        return self.name


class MaterialPassage(models.Model):
    """One page, slide, chapter or caption span of a frozen file, with its anchor (`media.formats.anchors`)."""

    version = models.ForeignKey(MaterialVersion, on_delete=models.CASCADE, related_name="passages")
    file = models.ForeignKey(MaterialFile, on_delete=models.CASCADE, related_name="passages")
    anchor = models.CharField(max_length=60)
    ordinal = models.PositiveIntegerField()
    title = LineField(max_length=255, blank=True)
    text = BlockField()

    class Meta:
        ordering: ClassVar[list[str]] = ["file_id", "ordinal"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["version", "file", "ordinal"], name="passage_order")
        ]

    def __str__(self) -> str:
        return f"{self.file_id}#{self.anchor}"


class Audience(models.TextChoices):
    """To whom a grant opens a work."""

    UNIT = "unit", _("one unit")
    UNIT_BELOW = "unit_below", _("a unit and everything below it")
    GROUP = "group", _("a named group of units")
    MEMBERS = "members", _("everyone with an account")
    PUBLIC = "public", _("everyone")


class ShareGrant(models.Model):
    """Who else may use an approved work, from when until when, with which rights, on which basis."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    material = models.ForeignKey(LearningMaterial, on_delete=models.CASCADE, related_name="grants")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(UnitGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    may_download = models.BooleanField(default=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    basis = LineField(max_length=200, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    announced_start = models.BooleanField(default=False, editable=False)  # the sweep has told search
    announced_end = models.BooleanField(default=False, editable=False)

    objects = ShareGrantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["material", "ended_at"], name="grant_material"),
            models.Index(fields=["valid_from", "valid_until"], name="grant_dates"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="grant_audience_target",
                condition=(
                    models.Q(audience__in=["unit", "unit_below"], unit__isnull=False)
                    | models.Q(audience="group", group__isnull=False)
                    | models.Q(audience__in=["members", "public"])
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material_id} -> {self.audience}"


class Tombstone(AppendOnly):
    """What is left of a withdrawn work: reason, date, successor. Answers 410 under the old address."""

    material = models.OneToOneField(LearningMaterial, on_delete=models.PROTECT, related_name="tombstone")
    reason = LineField(max_length=300)
    show_title = models.BooleanField(default=True)
    successor = models.ForeignKey(LearningMaterial, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.material_id}: {self.reason}"


class UseKind(models.TextChoices):
    """What was done with a work."""

    VIEWED = "viewed", _("opened")
    PLAYED = "played", _("played")
    DOWNLOADED = "downloaded", _("downloaded")


class MaterialEvent(AppendOnly):
    """Append-only use log without persons; screens read the roll-up `LearningMaterial.use_count`."""

    material = models.ForeignKey(LearningMaterial, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=UseKind.choices)
    unit = models.ForeignKey(OrgUnit, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.material_id}"


class Usage(models.Model):
    """Who uses a work (basket, shelf…): one row per consumer, pinned to a version or following the latest."""

    material = models.ForeignKey(LearningMaterial, on_delete=models.CASCADE, related_name="usages")
    consumer = models.CharField(max_length=80)  # "basket:<public id>", "page:<id>"
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    pinned_version = models.ForeignKey(
        MaterialVersion, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["material", "consumer"], name="usage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} uses {self.material_id}"


class Relation(models.Model):
    """A typed, directed link between two works; an adaptation is a new work that `is_based_on` the old one."""

    class Kind(models.TextChoices):
        IS_BASED_ON = "is_based_on", _("is based on")
        HAS_PART = "has_part", _("has part")
        REPLACES = "replaces", _("replaces")
        TRANSLATES = "translates", _("translates")
        HAS_FORMAT = "has_format", _("has another format")

    source = models.ForeignKey(LearningMaterial, on_delete=models.CASCADE, related_name="relations")
    target = models.ForeignKey(LearningMaterial, on_delete=models.CASCADE, related_name="inverse_relations")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="relation_once"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="relation_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class WorkAlias(models.Model):
    """An older or foreign identifier that resolves to a work for ever."""

    alias = models.CharField(max_length=120, unique=True)
    material = models.ForeignKey(LearningMaterial, on_delete=models.CASCADE, related_name="aliases")

    def __str__(self) -> str:
        return self.alias
