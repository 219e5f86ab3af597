"""`make check`: everything that can be judged without running the product, side by side, in under two minutes."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k" * 25 + "9f3c1b7e5a2d8046" * 2,  # looks like one; never leaves this check
    "SITE_URL": "https://hoclieu.example",
    "CONTENT_URL": "https://tep.hoclieu.example",
    "DATABASE_URL": "postgresql://hoclieu@localhost/hoclieu",
    "BROKER_URL": "redis://localhost/0",
    "ELASTICSEARCH_URL": "http://localhost:9200",
}
TEMPLATES = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("*/*/templates")) if path.is_dir()]


@dataclass(frozen=True)
class Task:
    """One command and what it looks after."""

    name: str
    command: list[str]
    environment: dict[str, str] | None = None


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


SOURCES = ["config", "media", "repository", "questionbank", "search", "tests", "benchmarks", "manage.py"]
TASKS = [
    Task("types (mypy)", [str(BIN / "mypy")]),
    Task("lint (ruff)", [str(BIN / "ruff"), "check", *SOURCES]),
    Task("format (ruff)", [str(BIN / "ruff"), "format", "--check", *SOURCES]),
    Task("import contracts", [str(BIN / "lint-imports"), "--no-cache"]),
    Task("templates (djlint)", [str(BIN / "djlint"), "--lint", "--quiet", *TEMPLATES]),
    Task("migrations", python("manage.py", "makemigrations", "--check", "--dry-run")),
    Task("architecture", python("-m", "pytest", "-q", "-n0", "-p", "no:randomly", "tests/architecture")),
    Task(
        "production settings", python("manage.py", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION
    ),
    Task("locks", python("-m", "tests.locks")),
    Task("advisories", python("-m", "tests.advisories")),
]


def run(task: Task) -> tuple[Task, bool, float, str]:
    began = time.monotonic()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"} | (task.environment or {})
    done = subprocess.run(
        task.command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    return task, done.returncode == 0, time.monotonic() - began, done.stdout + done.stderr


def main() -> int:
    began = time.monotonic()
    failed = 0
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for task, good, seconds, output in pool.map(run, TASKS):
            print(f"{'ok    ' if good else 'FAILED'} {task.name} ({seconds:.1f} s)", flush=True)
            for line in output.splitlines() if good else ():
                if line.startswith("warning: "):
                    print(f"    {line}", flush=True)
            if not good:
                failed += 1
                print("\n".join(f"    {line}" for line in output.strip().splitlines()[-60:]), flush=True)
    print(f"{len(TASKS) - failed} passed, {failed} failed in {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
