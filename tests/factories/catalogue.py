"""Materials for tests, made by the real services over small real files; nothing waits for a worker."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from io import BytesIO

from config.accounts.models import User
from media.files import sections
from media.files.models import BlobState, StoredBlob, Upload, UploadState
from media.files.services import upload_expiry
from media.formats.base import Inspection, Metadata, Section
from media.storage.stores import blob_store
from repository.catalogue.models import Audience, LearningMaterial, ShareGrant
from repository.catalogue.services import authoring, sharing
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curation import lifecycle
from repository.curation.models import ReviewRound, Verdict
from repository.curation.services import Decision, decide
from repository.curriculum.models import GradeLevel, Subject
from repository.organisations.places import places_for
from repository.organisations.viewer import viewer_for

_numbers = itertools.count(1)
TITLE = "Phân số với tử và mẫu là số nguyên"


def ready_blob(
    pages: list[str] | None = None, *, handler: str = "pdf", media_type: str = "application/pdf"
) -> StoredBlob:
    """A checked blob with one section per page of text, as intake would have left it (the bytes are unique)."""
    pages = pages or ["Phân số bằng nhau", "Rút gọn phân số"]
    data = f"%PDF-1.4 {next(_numbers)} {pages}".encode()
    stored = blob_store().put(BytesIO(data))
    inspection = Inspection(handler=handler, media_type=media_type, metadata=Metadata(pages=len(pages)))
    blob = StoredBlob.objects.create(
        sha256=stored.sha,
        size=stored.size,
        handler=handler,
        handler_version=1,
        media_type=media_type,
        state=BlobState.READY,
        inspection={key: value for key, value in inspection.to_json().items() if key != "sections"},
    )
    rows = [
        Section(f"page={number}", number, f"Trang {number}", text)
        for number, text in enumerate(pages, start=1)
    ]
    sections.write(blob, rows)
    return blob


def ready_upload(owner: User, name: str = "Toan 6 - Phan so.pdf", blob: StoredBlob | None = None) -> Upload:
    """An upload of `owner` that has arrived and passed its check."""
    blob = blob or ready_blob()
    return Upload.objects.create(
        owner=owner,
        name=name,
        length=blob.size,
        offset=blob.size,
        state=UploadState.READY,
        blob=blob,
        expires_at=upload_expiry(),
    )


def new_draft(
    author: User, name: str = "Toan 6 - Phan so.pdf", pages: list[str] | None = None
) -> LearningMaterial:
    """A fresh draft, guesses and all."""
    place = places_for(viewer_for(author))[0]
    upload = ready_upload(author, name, ready_blob(pages))
    [material] = authoring.start_materials(
        author,
        organisation=place.organisation,
        subject_group=place.subject_group,
        upload_ids=[upload.public_id],
    )
    return material


def described(**changes: object) -> authoring.Description:
    """A complete description of a maths lesson; `changes` replace single fields."""
    full = authoring.Description(
        title=TITLE,
        subject=Subject.objects.get(code="TOAN"),
        grades=[GradeLevel.objects.get(code="6")],
        licence=Licence.objects.get(code="cc-by-nc"),
        rights_statement="own",
        material_type=MaterialType.objects.get(code="e_lecture"),
        authors="Nguyễn Thị Thuỷ",
    )
    return replace(full, **changes)


def complete_draft(author: User, *, pages: list[str] | None = None, **changes: object) -> LearningMaterial:
    """A draft that is ready to be sent for review."""
    material = new_draft(author, pages=pages)
    authoring.describe(author, material=material, description=described(**changes))
    return fresh(material)


def submitted(author: User, **changes: object) -> LearningMaterial:
    """A draft that waits for review."""
    material = complete_draft(author, **changes)
    lifecycle.submit(author, work=material)
    return fresh(material)


def round_of(material: LearningMaterial) -> ReviewRound:
    """The latest review round of the material."""
    return ReviewRound.objects.filter(kind="material", subject_id=material.public_id).order_by("-pk")[0]


def judge(
    reviewer: User, material: LearningMaterial, verdict: Verdict, note: str = "", **extra: object
) -> LearningMaterial:
    """One decision of `reviewer` over the open round."""
    review_round = round_of(material)
    decide(
        reviewer, review_round=review_round, decision=Decision(verdict, review_round.digest, note, **extra)
    )
    return fresh(material)


def approved(author: User, head: User, principal: User, **changes: object) -> LearningMaterial:
    """A published work: sent for review, appraised, approved."""
    material = submitted(author, **changes)
    judge(head, material, Verdict.APPRAISE)
    return judge(principal, material, Verdict.APPROVE)


def shared(
    librarian: User, material: LearningMaterial, audience: str = Audience.MEMBERS, **terms: object
) -> ShareGrant:
    """Opens a published work to an audience."""
    return sharing.share(librarian, material=material, terms=sharing.Terms(Audience(audience), **terms))


def fresh(material: LearningMaterial) -> LearningMaterial:
    """The row as it stands now."""
    return LearningMaterial.objects.get(pk=material.pk)


def digest_of(text: str) -> str:
    """A SHA-256 for rows whose bytes nobody reads."""
    return hashlib.sha256(text.encode()).hexdigest()
