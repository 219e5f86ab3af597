"""Works as search meets them: published, shared, handed in, with pages; and the relay on demand."""

from __future__ import annotations

import itertools
import os
from dataclasses import asdict

import pytest
from django.utils import timezone
from elasticsearch import Elasticsearch, helpers

from media.files.models import StoredBlob
from repository.catalogue.models import (
    FileRole,
    LearningMaterial,
    Licence,
    MaterialFile,
    MaterialPassage,
    MaterialState,
    MaterialType,
    MaterialVersion,
    ShareGrant,
)
from repository.catalogue.services.changes import announce
from repository.catalogue.snapshot import snapshot_of
from repository.curriculum.models import GradeLevel, Subject
from search.backends import engine
from search.indexes import definitions
from search.sync.relay import relay

_numbers = itertools.count(1)


@pytest.fixture
def index(db, settings, tmp_path):
    """Empty indexes; `index()` lets the relay work off what is owed."""
    settings.SEARCH_DIR = tmp_path / "index"
    if settings.ELASTICSEARCH_URL:
        settings.SEARCH_PREFIX = (
            f"hoclieu-test-{os.getpid()}"  # making indexes takes a server long: kept, but emptied
        )
    prefix = settings.SEARCH_PREFIX
    for definition in definitions().values():
        engine().ensure(definition)

    def bring_up_to_date():
        report = relay()
        for definition in definitions().values():
            if engine().state(definition).generation:
                engine().refresh(definition)
        return report

    yield bring_up_to_date
    engine().release()
    if settings.ELASTICSEARCH_URL:
        settings.SEARCH_PREFIX = prefix
        for definition in definitions().values():
            _empty(engine(), definition)


@pytest.fixture(scope="session", autouse=True)
def _leave_no_index():
    """What was kept goes at the end."""
    yield
    url = os.environ.get("ELASTICSEARCH_URL", "")
    if url:
        client = Elasticsearch(url, request_timeout=60)
        names = list(client.indices.get(index=f"hoclieu-test-{os.getpid()}*"))
        if names:
            client.indices.delete(index=",".join(names))


def _empty(chosen, definition):
    """Nothing in the generation being read, no other generation."""
    current = chosen.state(definition).generation
    for generation in chosen.generations(definition):
        if generation != current:
            chosen.drop(definition, generation)
    chosen.refresh(definition)
    rows = helpers.scan(chosen.server.slow, index=current, _source=False)
    gone = [{"_op_type": "delete", "_id": row["_id"]} for row in rows]
    helpers.bulk(chosen.server.slow, gone, index=current, refresh=True)


def write_material(author, org, title, *, subject="TOAN", grades=("6",), for_pupils=False, **fields):
    """A draft work."""
    material = LearningMaterial.objects.create(
        title=title,
        created_by=author,
        owner_org=org,
        subject=Subject.objects.get(code=subject),
        material_type=MaterialType.objects.order_by("order").first(),
        licence=Licence.objects.filter(may_be_shared=True).first(),
        for_pupils=for_pupils,
        **fields,
    )
    material.grades.set(GradeLevel.objects.filter(code__in=grades))
    material.save()
    announce([material])
    return material


def publish(material, *pages, answers=()):
    """Publish as it stands, with a PDF of these pages and perhaps a sheet of answers for teachers."""
    number = material.versions.count() + 1
    version = MaterialVersion.objects.create(
        material=material,
        number=number,
        revision_id=next(_numbers) + 10_000,
        metadata=asdict(snapshot_of(material)),
        digest="0",
        approved_at=timezone.now(),
    )
    for role, texts in ((FileRole.ORIGINAL, pages), (FileRole.ANSWER_SHEET, answers)):
        if texts:
            _add_file(version, role, texts)
    material.current_version = version
    material.live = True
    material.published_at = timezone.now()
    material.state = MaterialState.APPROVED
    material.save()
    announce([material])
    return material


def share(material, audience, **target):
    """A grant in force from now on."""
    grant = ShareGrant.objects.create(
        material=material,
        audience=audience,
        valid_from=timezone.now(),
        granted_by=material.created_by,
        announced_start=True,
        **target,
    )
    announce([material], grants_only=True)
    return grant


def unshare(grant):
    """End a grant now."""
    grant.ended_at = timezone.now()
    grant.save()
    announce([grant.material], grants_only=True)


def _add_file(version, role, texts):
    blob = StoredBlob.objects.create(sha256=f"{next(_numbers):064x}", size=1, handler="pdf", state="ready")
    file = MaterialFile.objects.create(
        version=version, entry_id=f"e{next(_numbers)}", role=role, name="bai.pdf", blob=blob
    )
    MaterialPassage.objects.bulk_create(
        MaterialPassage(version=version, file=file, anchor=f"page={page}", ordinal=page, text=text)
        for page, text in enumerate(texts, start=1)
    )
