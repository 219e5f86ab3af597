"""A throw-away city with one class and one quiz, and its processes: what `benchmarks exam` is held on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command

from benchmarks._processes import free_port, group_of, processes, stat_of
from config.accounts.models import User
from config.launch import children
from questionbank.attempts.models import Attempt, AttemptEvent
from questionbank.items.services.writing import create_question, save_draft
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.services.composing import create_quiz
from questionbank.quizzes.services.publishing import publish_quiz
from repository.organisations.cards import issue_cards
from repository.organisations.models import (
    ClassGroup,
    Enrolment,
    Membership,
    OrgKind,
    OrgUnit,
    Role,
    SchoolYear,
)

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
SINCE = date(2025, 7, 1)
OPTIONS = [{"id": f"o{number}", "text": f"${number}$"} for number in (1, 2, 3, 4)]
CARDS_AT_ONCE = 40


class City:
    """Processes of one city under `var`; on PostgreSQL (`DATABASE_URL`) in a database of its own."""

    def __init__(self, var: Path, *, workers: int, threads: int) -> None:
        self.port = free_port()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._size = (workers, threads)
        self._outer = os.environ.get("DATABASE_URL", "")
        self._name = f"exam_{os.getpid()}"
        outer = {"BROKER_URL", "ELASTICSEARCH_URL", "HOCLIEU_VAR", "DATABASE_URL"}
        self.env = {name: value for name, value in os.environ.items() if name not in outer} | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "HOCLIEU_VAR": str(var),
            "SITE_URL": f"http://localhost:{self.port}",
            "CONTENT_URL": f"http://files.localhost:{free_port()}",
        }
        if self._outer:
            self.env["DATABASE_URL"] = urlsplit(self._outer)._replace(path=f"/{self._name}").geturl()

    def build(self) -> None:
        """Database and static files."""
        self._sql(f"CREATE DATABASE {self._name}")
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")

    def prepare_import(self) -> None:
        """People and places that the import brings materials for."""
        self.manage("seed_demo", "--schools", "20", "--materials", "40")

    def import_beside(self, materials: int) -> None:
        """Bring works into the catalogue while the exam runs; the ticker indexes them meanwhile."""
        words = ["seed_demo", "--schools", "20", "--materials", str(materials), "--background"]
        self.begin("import", [sys.executable, "manage.py", *words])

    def make(self, *, pupils: int, questions: int) -> dict[str, Any]:
        """Everybody and the quiz; what `make_exam` returns."""
        made = self.python(
            f"from benchmarks._exam_city import make_exam; print(make_exam(pupils={pupils}, questions={questions}))"
        )
        return json.loads(made.splitlines()[-1])

    def start(self) -> None:
        """Web, worker and ticker as `make run` starts them."""
        workers, threads = self._size
        web = children.server("site", "127.0.0.1", self.port, threads)
        web[web.index("--workers") + 1] = str(workers)
        for name, command in (("web", web), ("worker", children.worker(1)), ("ticker", children.ticker())):
            self.begin(name, command)
        self._wait_for_web()

    def begin(self, name: str, command: list[str]) -> None:
        """One more process of this city."""
        self._processes[name] = subprocess.Popen(
            command, cwd=ROOT, env=self.env, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        """End everything that was started here."""
        for process in self._processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._sql(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")

    def cpu_seconds(self, name: str) -> float:
        """Processor time of this process and its children so far; `database` sums up every PostgreSQL process."""
        if name == "database":
            return sum(_cpu(path) for path in processes() if _comm(path) == "postgres")
        group = self._processes[name].pid
        return sum(_cpu(path) for path in processes() if group_of(path) == group)

    def python(self, code: str) -> str:
        """Run code in the city; its output."""
        command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout.strip()

    def manage(self, *words: str) -> None:
        """A command of the city."""
        subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.env,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _sql(self, statement: str) -> None:
        if self._outer:
            with psycopg.connect(self._outer, autocommit=True) as connection:
                connection.execute(statement)  # type: ignore[arg-type]  # a name of ours

    def _wait_for_web(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the web process did not start")


def make_exam(*, pupils: int, questions: int) -> str:
    """A school, a teacher, a class with cards, a published quiz: JSON {seats: [[code, pin, attempt]], package, slots}."""
    call_command("load_reference", verbosity=0)
    school = OrgUnit.objects.create(
        kind=OrgKind.objects.get(code="school"), code="EXAM", name="Trường A", valid_from=SINCE
    )
    teacher = User.objects.create_user("exam.teacher")
    Membership.objects.create(user=teacher, unit=school, role=Role.TEACHER, valid_from=SINCE)
    year, _made = SchoolYear.objects.get_or_create(
        code="2026-2027", defaults={"starts": date(2026, 9, 1), "ends": date(2027, 5, 31)}
    )
    group = ClassGroup.objects.create(school=school, school_year=year, grade_code="6", name="6A1")
    group.teachers.add(teacher)
    people = [User.objects.create_user(f"exam.{number}", is_pupil=True) for number in range(pupils)]
    Enrolment.objects.bulk_create(
        Enrolment(pupil=one, class_group=group, valid_from=year.starts) for one in people
    )
    cards = []
    for first in range(0, pupils, CARDS_AT_ONCE):
        cards += issue_cards(teacher, class_group=group, pupils=people[first : first + CARDS_AT_ONCE])
    quiz = _quiz(teacher, group, questions)
    attempts = {row.pupil_id: str(row.public_id) for row in Attempt.objects.filter(quiz=quiz)}
    seats = [[card.code, card.pin, attempts[card.pupil.pk]] for card in cards]
    form = quiz.paper.forms.get()
    return json.dumps({"seats": seats, "package": form.package_name, "slots": form.package["order"]})


def _quiz(teacher: User, group: ClassGroup, questions: int) -> Quiz:
    quiz = create_quiz(teacher, title="Kiểm tra 45 phút")
    quiz.minutes = 120
    quiz.save()
    quiz.class_groups.set([group])
    part = quiz.paper.parts.get()
    for rank in range(questions):
        question = create_question(teacher, type_key="multiple_choice")
        body = {"stem": f"<p>Câu {rank}: giá trị của $\\frac{{{rank}}}{{2}}$ là</p>", "options": OPTIONS}
        save_draft(
            teacher, question=question, edit_number=question.edit_number, body=body, key={"answer": "o2"}
        )
        PaperSlot.objects.create(part=part, order=rank + 1, question=question)
    return publish_quiz(teacher, quiz=quiz)


def lost(promises: list[list[Any]]) -> int:
    """How many of [attempt, client, seq, uuid] are not in the database."""
    held = AttemptEvent.objects.values_list("attempt__public_id", "client_id", "seq", "uuid")
    found = {(str(attempt), str(client), seq, str(name)) for attempt, client, seq, name in held}
    return sum(tuple(promise) not in found for promise in promises)


def _comm(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:
        return ""


def _cpu(process: Path) -> float:
    fields = stat_of(process)
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0
