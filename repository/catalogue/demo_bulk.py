"""A whole city's worth of materials for load tests: rows in bulk over a few hundred distinct real files.

What differs from materials made by hand: files are shared between works, no revisions are kept (a work's row is its
draft), no previews are drawn ahead, and approvals have no decisions. Everything else (versions, files, passages,
grants, rounds) is as the services write it, and search is told of every work.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from wagtail.models import Revision

from config.accounts.models import User
from config.demo import ProgressReport
from config.ids import id_named
from media.files.models import BlobRef, StoredBlob
from media.formats.base import Section
from media.formats.samples.pdf import text_pdf
from repository.catalogue.demo_intake import checked_blob
from repository.catalogue.models import (
    Audience,
    LearningMaterial,
    ManifestEntry,
    MaterialFile,
    MaterialPassage,
    MaterialState,
    MaterialVersion,
    ShareGrant,
)
from repository.catalogue.signals import material_changed
from repository.catalogue.snapshot import FrozenFile, Snapshot
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curation.models import ReviewRound, ReviewStep
from repository.curriculum.models import GradeLevel, SubjectGrade, Topic
from repository.organisations.models import Membership, OrgUnit, Role

CHUNK = 25  # works a transaction: a whole chunk must leave others the write lock within 50 ms
DISTINCT_FILES = 500
PAGES = 5
HOLDER = "demo:bulk"
# Shares of the states, in per cent: to everyone with an account, to everybody, below the ward, school only, waiting.
WEIGHTS = {"members": 62, "public": 8, "ward": 12, "approved": 16, "submitted": 2}
FIRST_REVISION = 10**12  # versions made here name no revision; their numbers lie where no real one ever will
WORDS = (
    "phân số", "số nguyên", "tam giác", "hằng đẳng thức", "phương trình", "hàm số", "xác suất", "tế bào", "ánh sáng",
    "âm thanh", "năng lượng", "dòng điện", "phản ứng hoá học", "hệ sinh thái", "truyện ngắn", "thơ lục bát",
    "văn nghị luận", "khởi nghĩa", "bản đồ", "khí hậu", "từ vựng", "ngữ pháp", "bảng tính", "thuật toán", "an toàn mạng",
    "bóng đá", "giai điệu", "màu sắc", "gia đình", "cộng đồng",
)  # fmt: skip
KINDS = (
    "Bài giảng",
    "Phiếu học tập",
    "Ôn tập",
    "Luyện tập",
    "Chuyên đề",
    "Kế hoạch bài dạy",
    "Đề kiểm tra",
    "Tư liệu",
)


@dataclass(frozen=True)
class Post:
    """A teacher's place: where a work belongs."""

    user: User
    organisation: OrgUnit
    subject_group: OrgUnit


@dataclass
class World:
    """What rows point to, read once."""

    posts: list[Post]
    places: list[SubjectGrade]
    topics: dict[tuple[int, int], list[Topic]]
    types: list[MaterialType]
    licences: list[Licence]
    files: list[tuple[StoredBlob, list[Section]]]
    librarians: dict[int, User]
    step: ReviewStep | None


@dataclass
class Plan:
    """One work on its way into the database."""

    material: LearningMaterial
    grade: GradeLevel
    topic: Topic | None
    fate: str
    blob: StoredBlob
    sections: list[Section]
    name: str


def grow_materials(total: int, made: int, report: ProgressReport) -> None:
    """Adds works until the city has `total`, `made` of which were made by hand. Those that exist are left out."""
    world = _world(report, total, made)
    if not world.posts:
        return
    for start in range(made, total, CHUNK):
        numbers = range(start, min(start + CHUNK, total))
        ids = {bulk_id(number): number for number in numbers}
        known = set(LearningMaterial.objects.filter(public_id__in=ids).values_list("public_id", flat=True))
        plans = [
            _plan(world, number, public_id) for public_id, number in ids.items() if public_id not in known
        ]
        if plans:
            _write(world, plans)
        report(numbers.stop, total, "materials in bulk")


def bulk_id(number: int) -> str:
    """The public id of the work of this number, the same in every run."""
    return id_named(f"demo-material-{number}")


def _world(report: ProgressReport, total: int, made: int) -> World:
    roles = Membership.objects.filter(
        role__in=[Role.TEACHER, Role.HEAD, Role.DEPUTY_HEAD], unit__kind__is_subject_group=True
    )
    posts = [
        Post(row.user, row.unit.parent, row.unit)
        for row in roles.select_related("user", "unit__parent__parent").order_by("pk")
        if row.unit.parent
    ]
    librarians = Membership.objects.filter(role=Role.LIBRARIAN).select_related("user")
    topics: dict[tuple[int, int], list[Topic]] = {}
    for topic in Topic.objects.all():
        topics.setdefault((topic.subject_id, topic.grade_id), []).append(topic)
    wanted = min(DISTINCT_FILES, max(20, (total - made) // 20))
    return World(
        posts=posts,
        places=list(SubjectGrade.objects.current().select_related("subject", "grade")),
        topics=topics,
        types=list(MaterialType.objects.filter(retired_on__isnull=True)[:8]),
        licences=list(Licence.objects.filter(may_be_shared=True, needs_evidence=False, allows_download=True)),
        files=list(_files(wanted, report, total, made)) if posts else [],
        librarians={row.unit_id: row.user for row in librarians},
        step=ReviewStep.objects.own(None, "material").first(),
    )


def _files(
    wanted: int, report: ProgressReport, total: int, made: int
) -> Iterator[tuple[StoredBlob, list[Section]]]:
    """Distinct documents of some pages of text each; one row holds them all, so that none is swept."""
    for number in range(wanted):
        chance = random.Random(f"demo-file-{number}")  # noqa: S311 - the same city in every run
        pages = [
            [f"Phần {page}. {chance.choice(WORDS).capitalize()}", *(_sentence(chance) for _line in range(12))]
            for page in range(1, PAGES + 1)
        ]
        with transaction.atomic():
            blob, sections = checked_blob("tai-lieu.pdf", text_pdf(pages, title=f"Tài liệu {number + 1}"))
            BlobRef.objects.get_or_create(blob=blob, holder=HOLDER)
        yield blob, sections
        report(made, total, f"file {number + 1} of {wanted}")


def _sentence(chance: random.Random) -> str:
    first, second, third = chance.sample(WORDS, 3)
    return f"Em hãy tìm hiểu {first}, so sánh với {second} và nêu một ví dụ về {third}."


def _plan(world: World, number: int, public_id: str) -> Plan:
    chance = random.Random(f"demo-material-{number}")  # noqa: S311 - the same city in every run
    post, place = chance.choice(world.posts), chance.choice(world.places)
    fate = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    topics = world.topics.get((place.subject_id, place.grade_id), [])
    blob, sections = world.files[number % len(world.files)]
    topic = chance.choice(topics) if topics else None
    about = topic.label_vi if topic else chance.choice(WORDS)
    moment = timezone.now() - timedelta(minutes=number * 3 % 500_000)
    material = LearningMaterial(
        public_id=public_id,
        owner_org=post.organisation,
        subject_group=post.subject_group,
        created_by=post.user,
        title=f"{chance.choice(KINDS)}: {about} - {place.subject.label_vi} {place.grade.code}, số {number}",
        description=_sentence(chance),
        material_type=chance.choice(world.types),
        subject=place.subject,
        licence=chance.choice(world.licences),
        rights_statement="own",
        authors=post.user.display_name,
        keywords=", ".join(chance.sample(WORDS, 2)),
        for_pupils=chance.random() < 0.3,
        use_count=int(chance.paretovariate(1.2)) - 1,
        live=fate != "submitted",
        state=MaterialState.SUBMITTED if fate == "submitted" else MaterialState.APPROVED,
        published_at=None if fate == "submitted" else moment,
    )
    return Plan(material, place.grade, topic, fate, blob, sections, f"tai-lieu-{number}.pdf")


def _write(world: World, plans: list[Plan]) -> None:
    """One chunk, all or nothing, each table in one go."""
    with transaction.atomic():
        LearningMaterial.objects.bulk_create(plan.material for plan in plans)
        _link_terms(plans)
        ManifestEntry.objects.bulk_create(
            ManifestEntry(material=plan.material, name=plan.name, blob=plan.blob) for plan in plans
        )
        _publish([plan for plan in plans if plan.fate != "submitted"])
        _share(world, plans)
        _send_for_review(world, [plan for plan in plans if plan.fate == "submitted"])
        material_changed.send(sender=LearningMaterial, public_ids=[plan.material.public_id for plan in plans])


def _link_terms(plans: list[Plan]) -> None:
    grades, topics = LearningMaterial.grades.through, LearningMaterial.topics.through
    grades.objects.bulk_create(
        grades(learningmaterial_id=plan.material.pk, gradelevel_id=plan.grade.pk) for plan in plans
    )
    topics.objects.bulk_create(
        topics(learningmaterial_id=plan.material.pk, topic_id=plan.topic.pk) for plan in plans if plan.topic
    )


def _publish(plans: list[Plan]) -> None:
    versions = MaterialVersion.objects.bulk_create(_version(plan) for plan in plans)
    files = MaterialFile.objects.bulk_create(
        MaterialFile(
            version=version,
            entry_id=bulk_id(plan.material.pk),
            role="original",
            name=plan.name,
            blob=plan.blob,
        )
        for plan, version in zip(plans, versions, strict=True)
    )
    MaterialPassage.objects.bulk_create(
        MaterialPassage(
            version=version,
            file=file,
            anchor=row.anchor,
            ordinal=row.ordinal,
            title=row.title[:255],
            text=row.text,
        )
        for plan, version, file in zip(plans, versions, files, strict=True)
        for row in plan.sections
    )
    current = MaterialVersion.objects.filter(material=OuterRef("pk")).values("pk")[:1]
    works = LearningMaterial.objects.filter(pk__in=[plan.material.pk for plan in plans])
    works.update(current_version=Subquery(current))


def _version(plan: Plan) -> MaterialVersion:
    snapshot = _snapshot(plan)
    return MaterialVersion(
        material=plan.material,
        number=1,
        revision_id=FIRST_REVISION + plan.material.pk,
        metadata=asdict(snapshot),
        digest=snapshot.digest,
        approved_at=plan.material.published_at,
    )


def _snapshot(plan: Plan) -> Snapshot:
    work = plan.material
    return Snapshot(
        title=work.title,
        description=work.description,
        material_type=work.material_type.code if work.material_type else "",
        subject=work.subject.code if work.subject else "",
        grades=[plan.grade.code],
        topics=[plan.topic.code] if plan.topic else [],
        outcomes=[],
        series="",
        licence=work.licence.code if work.licence else "",
        rights_statement=work.rights_statement,
        rights_note="",
        authors=work.authors,
        keywords=work.keywords,
        language=work.language,
        for_pupils=work.for_pupils,
        files=[FrozenFile(bulk_id(work.pk), "original", plan.name, plan.blob.sha256)],
    )


def _share(world: World, plans: list[Plan]) -> None:
    audiences = {"members": Audience.MEMBERS, "public": Audience.PUBLIC, "ward": Audience.UNIT_BELOW}
    ShareGrant.objects.bulk_create(
        ShareGrant(
            material=plan.material,
            audience=audiences[plan.fate],
            unit=plan.material.owner_org.parent if plan.fate == "ward" else None,
            valid_from=plan.material.published_at,
            basis="demo",
            granted_by=world.librarians.get(plan.material.owner_org_id, plan.material.created_by),
            announced_start=True,
        )
        for plan in plans
        if plan.fate in audiences and (plan.fate != "ward" or plan.material.owner_org.parent)
    )


def _send_for_review(world: World, plans: list[Plan]) -> None:
    """Rounds that can really be decided: each freezes a revision."""
    if world.step is None:
        return
    now = timezone.now()
    for plan in plans:
        revision: Revision = plan.material.save_revision(user=plan.material.created_by, clean=False)
        snapshot = _snapshot(plan)
        entry = plan.material.manifest.all()[0]
        files = [FrozenFile(entry.public_id, entry.role, entry.name, plan.blob.sha256)]
        round_ = ReviewRound.objects.create(
            kind="material",
            subject_id=plan.material.public_id,
            title=plan.material.title[:255],
            frozen={"revision": revision.pk},
            digest=Snapshot(**{**vars(snapshot), "files": files}).digest,
            organisation=plan.material.owner_org,
            subject_group=plan.material.subject_group,
            submitted_by=plan.material.created_by,
            step=world.step,
            due_at=now + timedelta(days=plan.material.pk % 7),
        )
        round_.editors.add(plan.material.created_by)
