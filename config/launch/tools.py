"""The virtual environment and uv, both from what is on the machine and a hashed lock."""

from __future__ import annotations

import subprocess
import sys

from config.launch.places import PYTHON, REQUIREMENTS, ROOT, TOOLS, VENV, Stamp, fingerprint
from config.launch.screen import run, step

NETWORK_ADVICE = (
    "Is this machine connected to the internet, or to a mirror of the package index?\n"
    "The first set-up needs it; later starts do not. Run the same command again when it is."
)
OF_PYTHON = ("pip", "setuptools")
BOOTSTRAP = REQUIREMENTS / "bootstrap.lock"


def ensure_environment() -> None:
    """Make `.venv` unless it is there and its Python starts."""
    if PYTHON.exists() and _starts():
        return
    advice = "On Debian and Ubuntu: apt install python3-venv"
    with step(f"Virtual environment (Python {sys.version.split()[0]})"):
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], cwd=ROOT, advice=advice)


def ensure_packages(name: str) -> None:
    """Install exactly what `requirements/<name>.lock` says, by hash. `dev` holds all of `base`."""
    stamp = Stamp(VENV / "hoclieu-packages")
    wanted = {lock: f"{lock} bare {fingerprint([REQUIREMENTS / f'{lock}.lock'])}" for lock in ("base", "dev")}
    if stamp.matches(wanted[name]) or (name == "base" and stamp.matches(wanted["dev"])):
        return
    tool = uv()
    with step("Python packages"):
        lock = REQUIREMENTS / f"{name}.lock"
        command = [tool, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(lock)]
        run(command, cwd=ROOT, advice=NETWORK_ADVICE)
        # Python brings old ones of its own, with known faults; uv has done their work.
        command = [tool, "pip", "uninstall", "--quiet", "--python", str(PYTHON), *OF_PYTHON]
        run(command, cwd=ROOT, advice=NETWORK_ADVICE)
    stamp.set(wanted[name])


def uv() -> str:
    """The path of uv, installed by hash into var/tools when it is not there yet."""
    program = TOOLS / "uv" / "bin" / "uv"
    stamp, wanted = Stamp(TOOLS / "uv" / "stamp"), fingerprint([BOOTSTRAP])
    if program.exists() and stamp.matches(wanted):
        return str(program)
    with step("Installer (uv)"):
        if not _has_pip():
            run(
                [str(PYTHON), "-m", "ensurepip"],
                cwd=ROOT,
                advice="On Debian and Ubuntu: apt install python3-venv",
            )
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
        target = ["--target", str(TOOLS / "uv"), "--require-hashes", "-r", str(BOOTSTRAP)]
        run([*command, *target], cwd=ROOT, advice=NETWORK_ADVICE)
    stamp.set(wanted)
    return str(program)


def _starts() -> bool:
    check = [str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(check, check=False, capture_output=True).returncode == 0


def _has_pip() -> bool:
    return (
        subprocess.run([str(PYTHON), "-m", "pip", "--version"], check=False, capture_output=True).returncode
        == 0
    )
