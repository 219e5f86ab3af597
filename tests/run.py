"""`make test`: every suite this machine can run, then one list of what was left out and why.

`python -m tests.run [pytest arguments]`. The last line counts passed and failed tests of all suites together.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NODE = ROOT / ".venv" / "hoclieu-tools" / "node" / "bin"
OLDEST_NODE = 20
RED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.M)
LAST = re.compile(r"^=* ?\d+ \w+.* in [\d.]+s.*$", re.M)


@dataclass
class Tally:
    """What all suites together came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    left_out: list[str] = field(default_factory=list)
    red: list[str] = field(default_factory=list)
    second_time: list[str] = field(default_factory=list)


def run_python(tally: Tally, arguments: list[str]) -> None:
    """pytest on two workers, in random order."""
    with tempfile.NamedTemporaryFile("r", suffix=".txt") as left_out:
        workers = os.environ.get("TEST_WORKERS", "2")
        options = ["-q", "-n", workers, "--dist", "loadgroup", *arguments]
        output, status = run_pytest(options, {"HOCLIEU_LEFT_OUT_FILE": left_out.name})
        tally.left_out += [line.strip() for line in left_out.read().splitlines()]
    tally.passed += count(output, "passed")
    tally.skipped += count(output, "skipped")
    tally.failed += count(output, "failed", "error", "errors")
    if status not in (0, 5) and not tally.failed:
        tally.failed += 1
    tally.red = RED.findall(output)
    if 0 < tally.failed == len(tally.red) <= int(os.environ.get("HOCLIEU_SECOND_TRIES", "0")):
        try_again(tally)


def try_again(tally: Tally) -> None:
    """Tests that failed beside others run once more, alone: a busy machine must not refuse what is right.

    Those that pass now are named at the end: each is a fault, of the test or of the house, that somebody has to find.
    """
    print(f"\nonce more, alone: {len(tally.red)}", flush=True)
    output, _status = run_pytest(["-q", "-n", "0", *tally.red], {})
    still = RED.findall(output)
    tally.second_time = [name for name in tally.red if name not in still]
    if count(output, "passed") == len(tally.second_time):
        tally.passed += len(tally.second_time)
        tally.failed -= len(tally.second_time)
        tally.red = still


def run_pytest(options: list[str], extra: dict[str, str]) -> tuple[str, int]:
    return stream([sys.executable, "-m", "pytest", *options], extra)


def count(output: str, *words: str) -> int:
    """How many tests pytest's last line gives these words."""
    said = LAST.findall(output)
    found = re.findall(r"(\d+) (passed|failed|errors?|skipped)", said[-1] if said else "")
    return sum(int(number) for number, word in found if word in words)


def run_front_end(tally: Tally) -> None:
    """The TypeScript tests, in Node."""
    if not (ROOT / "frontend").is_dir():
        return
    npm = find_npm()
    if not npm:
        tally.left_out.append(f"front end (node --test): no Node {OLDEST_NODE} or newer")
        return
    print("\nfront end (node --test)", flush=True)
    environment = {"PATH": f"{Path(npm).parent}{os.pathsep}{os.environ['PATH']}"}
    output, status = stream([npm, "test", "--silent"], environment)
    counts = {word: int(number) for word, number in re.findall(r"^(?:#|ℹ) (pass|fail) (\d+)", output, re.M)}
    tally.passed += counts.get("pass", 0)
    tally.failed += counts.get("fail", 0) or (1 if status else 0)


def find_npm() -> str:
    """npm of a Node that is new enough: the system's, or the one the set-up fetched."""
    said = (
        subprocess.run(["node", "--version"], check=False, capture_output=True, text=True)
        if has_node()
        else None
    )
    version = re.match(r"v(\d+)", said.stdout) if said else None
    if version and int(version[1]) >= OLDEST_NODE and (npm := shutil.which("npm")):
        return npm
    return str(NODE / "npm") if (NODE / "npm").exists() else ""


def has_node() -> bool:
    return shutil.which("node") is not None


def stream(command: list[str], extra: dict[str, str]) -> tuple[str, int]:
    """Run, show what it says while it says it, and keep it."""
    lines = []
    environment = os.environ | extra | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines), process.returncode


def main(arguments: list[str]) -> int:
    began = time.monotonic()
    tally = Tally()
    run_python(tally, arguments)
    some_only = any((ROOT / argument.partition("::")[0]).exists() for argument in arguments)
    if not some_only:
        run_front_end(tally)
    print()
    for name in tally.red:
        print(f"Failed: {name}")
    for name in tally.second_time:
        print(f"Passed only the second time, alone: {name}")
    for entry in tally.left_out:
        print(f"Left out: {entry}")
    if tally.left_out:
        print("`make setup-system` installs what is missing (Debian, root); `.ci/run` runs everything.")
    refused = bool(tally.left_out) and os.environ.get("HOCLIEU_FAIL_ON_LEFT_OUT") == "1"
    if refused:
        tally.failed += 1
        print("Something was left out, and this run must leave out nothing.")
    seconds = round(time.monotonic() - began)
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped in {seconds} s")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
