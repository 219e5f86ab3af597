"""The ticker rings for what nobody picked up and runs sweeps, with or without a broker."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.jobs import broker, runner, tasks
from config.jobs.models import Heartbeat, Job
from config.jobs.registry import JOBS, QUICK, Sweep
from config.jobs.ticker import Ticker

pytestmark = pytest.mark.django_db


class Bell(list):
    def __init__(self):
        self.quick = []


@pytest.fixture
def bell(monkeypatch):
    """What was rung for, by the ordinary bell; `bell.quick` by that of the quick lane."""
    rung = Bell()
    monkeypatch.setattr(tasks, "ring", lambda pk, lane="": (rung.quick if lane else rung).append(pk))
    return rung


def make_job(kind="config.jobs.anything", **fields):
    return Job.objects.create(kind=kind, **fields)


def test_messages_do_not_heap_up_while_no_worker_answers(bell):
    make_job(rung=timezone.now() - timedelta(seconds=90))
    for _ in range(5):
        tasks.ping_worker()
        tasks.ring_due_jobs()
    assert bell == [broker.PING]
    Heartbeat.objects.beat("worker", "here")
    tasks.ping_worker()
    tasks.ring_due_jobs()
    assert len(bell) == 3
    assert bell.quick == [broker.PING], "the quick lane is asked by itself, and once while it is silent"


def test_work_somebody_waits_for_rings_its_own_bell_and_then_anybodys(bell):
    waits = Job.objects.create(kind="questionbank.items.picture")
    tasks.ring_due_jobs()
    assert (bell, bell.quick) == ([], [waits.pk])
    Job.objects.update(rung=timezone.now() - timedelta(minutes=5))
    tasks.ring_due_jobs()
    assert (bell, bell.quick) == ([waits.pk], [waits.pk]), "nobody serves the lane: anybody may come"


def test_a_worker_of_the_quick_lane_does_nothing_long(monkeypatch):
    long = make_job(kind="media.previews.pages", not_before=timezone.now() - timedelta(hours=1))
    first, second = (Job.objects.create(kind="questionbank.items.picture") for _each in range(2))
    ran = []
    monkeypatch.setattr(
        runner, "run_job", lambda pk, **how: (ran.append(pk), Job.objects.filter(pk=pk).update(state="done"))
    )
    runner.take_turn(first.pk, QUICK)
    assert ran == [first.pk, second.pk]
    runner.take_turn(long.pk)
    assert ran[2:] == [long.pk]
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"worker", "quick worker"}


def test_only_work_of_a_second_has_the_quick_lane():
    """Whatever is put there holds up everybody who waits at a screen: think twice, then name it here."""
    assert {kind.name for kind in JOBS if kind.lane == QUICK} == {"questionbank.items.picture"}
    assert all(kind.limit <= 300 for kind in JOBS if kind.lane == QUICK)


def test_rings_for_a_job_whose_bell_was_lost_but_not_at_once(bell):
    Heartbeat.objects.beat("worker", "here")
    fresh = make_job(rung=timezone.now())
    unheard = make_job(rung=timezone.now() - timedelta(minutes=1))
    tasks.ring_due_jobs()
    assert bell == [unheard.pk]
    tasks.ring_due_jobs()
    assert bell == [unheard.pk], f"{fresh} was rung for a moment ago"


def test_rings_at_once_for_a_job_left_by_a_killed_worker(bell):
    past = timezone.now() - timedelta(seconds=1)
    left = make_job(state="running", lease_until=past, lease_holder="dead")
    make_job(state="running", lease_until=timezone.now() + timedelta(minutes=1), lease_holder="alive")
    tasks.ring_due_jobs()
    assert bell == [left.pk]


def test_a_dead_broker_is_only_noted(settings, monkeypatch):
    settings.JOBS_INLINE = False

    def unreachable(*args, **kwargs):
        raise ConnectionError("nobody there")

    monkeypatch.setattr(broker.app, "send_task", unreachable)
    assert broker.ring(1) is False


def test_a_failing_sweep_stops_neither_the_ticker_nor_other_sweeps():
    ran = []

    def broken():
        raise ValueError

    ticker = Ticker([Sweep("a.broken", broken, 5), Sweep("b.fine", lambda: ran.append(1), 5)])
    ticker.turn(now=100.0)
    ticker.turn(now=102.0)
    ticker.turn(now=106.0)
    assert ran == [1, 1]


def test_only_one_ticker_works_at_a_time():
    ran = []
    sweep = Sweep("a.sweep", lambda: ran.append(1), 0)
    first, second = Ticker([sweep], holder="first"), Ticker([sweep], holder="second")
    first.turn(now=1.0)
    second.turn(now=2.0)
    assert len(ran) == 1
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=5))
    second.turn(now=3.0)
    assert len(ran) == 2 and Heartbeat.objects.get(name="ticker").holder == "second"


def test_old_finished_rows_are_forgotten_and_open_ones_kept():
    long_ago = timezone.now() - timedelta(days=40)
    make_job(state="done", finished=long_ago)
    kept = {make_job(state="failed", finished=long_ago).pk, make_job().pk}
    tasks.forget_old_jobs()
    assert set(Job.objects.values_list("pk", flat=True)) == kept
