"""Handing work over: the row, the bell, one waiting job, the person's own list."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from config.accounts.models import User
from config.errors import Conflict, NotAllowed, Refused
from config.jobs import services
from config.jobs.handle import LeaseLost
from config.jobs.models import Job, JobState
from config.jobs.registry import JOBS, job
from config.jobs.runner import run_job, run_jobs
from config.registry import UnknownKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    """Registers functions as kinds of job for one test."""
    names = []

    def register(function, **options):
        name = f"test.{uuid.uuid4().hex[:8]}"
        job(name, **options)(function)
        names.append(name)
        return name

    yield register
    for name in names:
        JOBS.remove(name)


@pytest.fixture
def person():
    return User.objects.create(username="lan", display_name="Nguyễn Thị Lan")


@pytest.fixture
def bell(monkeypatch):
    rung = []
    monkeypatch.setattr(services, "ring", lambda pk, lane="": rung.append(pk))
    return rung


def test_the_bell_rings_only_after_commit(kind, bell, django_capture_on_commit_callbacks):
    name = kind(lambda handle: None)
    with django_capture_on_commit_callbacks(execute=True):
        waiting = services.enqueue(name)
        assert bell == []
    assert bell == [waiting.pk]


def test_work_of_a_rolled_back_transaction_never_exists(kind, bell):
    name = kind(lambda handle: None)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.enqueue(name)
        raise RuntimeError
    assert not Job.objects.exists()


def test_an_unknown_kind_is_refused_at_once():
    with pytest.raises(UnknownKey):
        services.enqueue("test.nobody_registered_this")


def test_arguments_reach_the_function(kind):
    got = {}
    name = kind(lambda handle, **args: got.update(args))
    services.enqueue(name, file=3, pages=[1, 2])
    (done,) = run_jobs()
    assert got == {"file": 3, "pages": [1, 2]}
    assert (done.state, done.progress, done.error) == (JobState.DONE, 100, "")


def test_a_unique_job_waits_once_but_may_follow_a_running_one(kind):
    seen = []

    def work(handle):
        if not seen:
            seen.append(services.enqueue(name, subject="material:a", unique=True).pk)

    name = kind(work)
    first = services.enqueue(name, subject="material:a", unique=True)
    assert services.enqueue(name, subject="material:a", unique=True).pk == first.pk
    assert services.enqueue(name, subject="material:b", unique=True).pk != first.pk
    run_job(first.pk)
    assert seen[0] != first.pk


def test_a_delayed_job_is_not_due_yet(kind):
    name = kind(lambda handle: None)
    later = services.enqueue(name, delay=timedelta(minutes=5))
    assert run_jobs() == []
    Job.objects.filter(pk=later.pk).update(not_before=timezone.now())
    assert [done.pk for done in run_jobs()] == [later.pk]


def test_progress_is_kept_on_the_row(kind):
    def work(handle):
        handle.progress(40, "Trang 4 trên 10")
        row = Job.objects.get(pk=handle.id)
        assert (row.progress, row.progress_note, row.state) == (40, "Trang 4 trên 10", JobState.RUNNING)

    services.enqueue(kind(work))
    assert run_jobs()[0].state == JobState.DONE


def test_a_failure_waits_longer_each_time_and_ends(kind):
    def work(handle):
        raise ValueError("broken")

    waiting = services.enqueue(kind(work, retries=2))
    pauses = []
    for _ in range(2):
        row = run_job(waiting.pk)
        assert row.state == JobState.QUEUED
        pauses.append((row.not_before - timezone.now()).total_seconds())
        Job.objects.filter(pk=row.pk).update(not_before=timezone.now())
    assert pauses[1] > pauses[0] > 0
    row = run_job(waiting.pk)
    assert (row.state, row.attempt) == (JobState.FAILED, 3)
    assert row.error and "broken" not in row.error and "broken" in row.trace


def test_a_refusal_is_final_and_speaks_to_the_person(kind):
    def work(handle):
        raise Refused("Tệp này có mật khẩu.")

    services.enqueue(kind(work))
    (row,) = run_jobs()
    assert (row.state, row.error, row.attempt) == (JobState.FAILED, "Tệp này có mật khẩu.", 1)


def test_work_that_keeps_killing_its_worker_is_given_up(kind):
    name = kind(lambda handle: None, retries=1)
    waiting = services.enqueue(name)
    long_ago = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=waiting.pk).update(
        state="running", attempt=2, lease_until=long_ago, lease_holder="dead"
    )
    assert run_job(waiting.pk).state == JobState.FAILED


def test_a_running_job_notices_that_it_was_cancelled(kind, person):
    after = []

    def work(handle):
        services.cancel_job(person, job=Job.objects.get(pk=handle.id))
        handle.progress(50)
        after.append("went on")

    services.enqueue(kind(work), actor=person)
    (row,) = run_jobs()
    assert row.state == JobState.CANCELLED and not after


def test_a_worker_that_lost_its_lease_cannot_write(kind):
    caught = []

    def work(handle):
        Job.objects.filter(pk=handle.id).update(lease_holder="another")
        try:
            handle.progress(90)
        except LeaseLost:
            caught.append(True)
            raise

    services.enqueue(kind(work))
    row = run_jobs()[0]
    assert caught and row.state == JobState.RUNNING and row.lease_holder == "another" and row.progress == 0


def test_only_the_person_who_started_it_cancels_or_retries(kind, person):
    stranger = User.objects.create(username="minh", display_name="Trần Văn Minh")
    row = services.enqueue(kind(lambda handle: None), actor=person)
    with pytest.raises(NotAllowed):
        services.cancel_job(stranger, job=row)
    with pytest.raises(NotAllowed):
        services.retry_job(stranger, job=row)
    services.cancel_job(person, job=row)
    with pytest.raises(Conflict):
        services.cancel_job(person, job=row)
    with pytest.raises(Conflict):
        services.retry_job(person, job=row)


def test_a_failed_job_can_be_started_again(kind, person):
    broken = [True]

    def work(handle):
        if broken:
            raise Refused("Hết dung lượng.")

    services.enqueue(kind(work), actor=person)
    (row,) = run_jobs()
    broken.clear()
    services.retry_job(person, job=row)
    (row,) = run_jobs()
    assert (row.state, row.error) == (JobState.DONE, "")


def test_a_person_sees_open_work_and_what_ended_lately(kind, person):
    name = kind(lambda handle: None)
    services.enqueue(name)
    waiting = services.enqueue(name, actor=person)
    old = services.enqueue(name, actor=person)
    Job.objects.filter(pk=old.pk).update(state="done", finished=timezone.now() - timedelta(days=3))
    assert list(Job.objects.for_actor(person)) == [waiting]


def test_a_worker_that_is_quicker_than_the_second_look_makes_nobody_wait(monkeypatch, kind):
    """The new row is running before it is looked up: it is given back, and no second one is made."""
    name = kind(lambda handle: None)
    insert = type(Job.objects.all()).bulk_create

    def taken_at_once(rows, jobs, **options):
        made = insert(rows, jobs, **options)
        Job.objects.filter(public_id=jobs[0].public_id).update(state=JobState.RUNNING)
        return made

    monkeypatch.setattr(type(Job.objects.all()), "bulk_create", taken_at_once)
    job = services.enqueue(name, subject="material:a", unique=True)
    assert job.state == JobState.RUNNING and Job.objects.count() == 1
