"""What operators, workers and the ticker hold in hand: jobs, sweeps, the doctor, preparations."""

import pytest
from django.db import transaction

from config.doctor import Level, examine
from config.jobs.models import Job
from config.jobs.registry import JOBS, TICKER
from config.prepare import PREPARATIONS
from repository.catalogue.models import LearningMaterial
from search.backends import engine
from search.backends.base import EngineDown, Query
from search.indexes import definitions
from search.sync import demo, tasks
from search.sync.models import SearchOutbox
from search.sync.services import RELAY_JOB
from tests.cast import as_viewer
from tests.search.conftest import publish, write_material

pytestmark = pytest.mark.django_db


def doctor():
    return {finding.what: finding for finding in examine() if finding.what.startswith("search")}


def test_a_change_rings_the_relay_once_after_the_commit(cast, index, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        write_material(cast.teacher_a, cast.school_a, "Một")
        write_material(cast.teacher_a, cast.school_a, "Hai")
    assert Job.objects.filter(kind=RELAY_JOB).count() == 1


def test_jobs_and_sweeps_are_registered():
    assert {"search.sync.relay", "search.sync.rebuild", "search.sync.check"} <= set(JOBS.keys())
    assert TICKER["search.sync.relay"].every <= 15


def test_the_sweep_works_without_any_broker(cast, index):
    publish(write_material(cast.teacher_a, cast.school_a, "Phân số"))
    tasks.sweep_relay()
    assert not SearchOutbox.objects.exists()


def test_the_doctor_is_content(cast, index):
    publish(write_material(cast.teacher_a, cast.school_a, "Phân số"))
    index()
    assert {finding.level for finding in doctor().values()} == {Level.OK}


def test_the_doctor_names_what_was_given_up_and_a_missing_index(cast, index, settings, tmp_path):
    write_material(cast.teacher_a, cast.school_a, "Phân số")
    SearchOutbox.objects.update(dead_at="2026-01-01T00:00:00Z")
    assert doctor()["search outbox"].level is Level.ERROR
    settings.SEARCH_DIR = tmp_path / "elsewhere"
    settings.SEARCH_PREFIX += "y"
    finding = doctor()["search index"]
    assert finding.level is Level.ERROR and "rebuild_index" in finding.advice


def test_a_city_is_prepared_once(cast, index, settings, tmp_path):
    step = PREPARATIONS["search_index"]
    assert not step.is_due()
    settings.SEARCH_DIR = tmp_path / "fresh"
    settings.SEARCH_PREFIX += "z"
    assert step.is_due()
    step.run()
    assert not step.is_due()


def test_a_server_that_does_not_answer_is_no_reason_not_to_start(index, monkeypatch):
    def down(*args):
        raise EngineDown("away")

    monkeypatch.setattr(type(engine()), "state", down)
    assert not PREPARATIONS["search_index"].is_due()
    demo.index_city(None, None)
    monkeypatch.undo()


def test_the_demo_city_is_indexed_anew_when_much_has_changed(cast, index, monkeypatch):
    monkeypatch.setattr(demo, "MANY", 0)
    work = publish(write_material(cast.teacher_a, cast.school_a, "Phân số"))
    LearningMaterial.objects.update(title="Sau khi gieo")
    demo.index_city(None, lambda *args: None)
    assert not SearchOutbox.objects.exists()
    for definition in definitions().values():
        engine().refresh(definition)
    viewer = as_viewer(cast.colleague_a)
    hits = engine().search(definitions()["materials"], Query(tokens=viewer.tokens, text="gieo")).hits
    assert [hit.id for hit in hits] == [work.public_id]
