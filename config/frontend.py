"""The front-end build: `python -m config.frontend build` turns `frontend/` into `build/static/hoclieu/`.

Packages come from the lock file (`npm ci`), only when it changed; scripts and styles are bundled by esbuild's own
binary, which needs no Node. Unchanged sources cost a look at their times and sizes. Imports no Django: it runs
before anything is set up. `NODE_BIN` names a folder with `node` and `npm` when they are not on the path.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from config.palette import subject_css

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "frontend"
MODULES = ROOT / "node_modules"
OUTPUT = ROOT / "build" / "static" / "hoclieu"
STAMP = ROOT / "build" / "frontend.stamp"
PACKAGES_STAMP = MODULES / ".hoclieu-lock"
STYLES = {
    "site": "styles/site.css",
    "styleguide": "styles/styleguide.css",
    "editor": "styles/editor.css",
    "player": "styles/player.css",
}
FONT = MODULES / "@fontsource-variable" / "source-sans-3"
MATH_FONT = MODULES / "@fontsource" / "stix-two-math"
FONT_FILES = {
    "latin": "source-sans-3-latin-wght-normal.woff2",
    "vietnamese": "source-sans-3-vietnamese-wght-normal.woff2",
}
OLDEST_BROWSERS = "chrome100,firefox102,safari15.4"


class BuildFailed(Exception):
    """The build cannot go on; the text says what to do."""


def build(*, force: bool = False) -> bool:
    """Bring the built files up to date; True when something was built. Raises BuildFailed."""
    fingerprint = source_fingerprint()
    if not force and STAMP.exists() and STAMP.read_text() == fingerprint and OUTPUT.is_dir():
        return False
    install_packages()
    staging = OUTPUT.with_name("hoclieu.new")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    _copy_assets(staging)
    _bundle(staging)
    shutil.rmtree(OUTPUT, ignore_errors=True)
    staging.rename(OUTPUT)
    STAMP.write_text(fingerprint)
    return True


def source_fingerprint() -> str:
    """A hash over names, sizes and times of everything the build reads."""
    digest = hashlib.sha256()
    own = [
        Path(__file__),
        ROOT / "config" / "palette.py",
        ROOT / "config" / "mathfont.py",
        ROOT / "package-lock.json",
    ]
    for path in [*own, *sorted(path for path in SOURCES.rglob("*") if path.is_file())]:
        facts = path.stat()
        digest.update(f"{path.relative_to(ROOT)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def install_packages() -> None:
    """`npm ci --ignore-scripts` when the lock file differs from the one installed last."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if PACKAGES_STAMP.exists() and PACKAGES_STAMP.read_text() == wanted:
        return
    _say("installing the front-end packages (npm ci)")
    _run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    PACKAGES_STAMP.write_text(wanted)


def _npm() -> list[str]:
    folder = os.environ.get("NODE_BIN", "")
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}" if folder else None
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise BuildFailed(
            "npm was not found: install Node 20 or newer, or set NODE_BIN to a folder that holds it"
        )
    return [npm]


def _esbuild() -> str:
    """esbuild's native binary: ten times quicker to start than its Node wrapper."""
    for binary in sorted((MODULES / "@esbuild").glob("*/bin/esbuild")):
        return str(binary)
    raise BuildFailed("esbuild is missing in node_modules: delete node_modules and build again")


def _copy_assets(target: Path) -> None:
    fonts = target / "fonts"
    fonts.mkdir()
    for subset, name in FONT_FILES.items():
        shutil.copyfile(FONT / "files" / name, fonts / f"source-sans-3-{subset}.woff2")
    shutil.copyfile(FONT / "LICENSE", fonts / "source-sans-3-licence.txt")
    whole = MATH_FONT / "files" / "stix-two-math-latin-400-normal.woff2"
    _run([sys.executable, "-m", "config.mathfont", str(whole), str(target / "math.woff2")])
    shutil.copyfile(MATH_FONT / "LICENSE", target / "math-licence.txt")
    for image in sorted((SOURCES / "images").iterdir()):
        shutil.copyfile(image, target / image.name)
    (ROOT / "build" / "subjects.css").write_text(subject_css())


def _bundle(target: Path) -> None:
    _say("bundling styles and scripts (esbuild)")
    common = [_esbuild(), "--bundle", "--minify", "--sourcemap", "--log-level=warning", f"--outdir={target}"]
    _run(
        [*common, *_entries(STYLES), f"--target={OLDEST_BROWSERS}", "--external:*.woff2", "--external:*.svg"]
    )
    _run(
        [
            *common,
            *_entries(_scripts()),
            f"--target={OLDEST_BROWSERS}",
            "--format=esm",
            "--legal-comments=linked",
        ]
    )


def _scripts() -> dict[str, str]:
    """Every folder with an `index.ts` is a script of its own: `frontend/upload/index.ts` becomes `upload.js`."""
    return {
        entry.parent.name: f"{entry.parent.name}/index.ts" for entry in sorted(SOURCES.glob("*/index.ts"))
    }


def _entries(entries: dict[str, str]) -> list[str]:
    return [f"{name}={SOURCES / path}" for name, path in entries.items()]


def _run(command: list[str]) -> None:
    environment = dict(os.environ)
    if folder := environment.get("NODE_BIN"):
        environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', '')}"
    finished = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if finished.returncode:
        raise BuildFailed(
            f"{Path(command[0]).name} ended with status {finished.returncode}; its message stands above"
        )


def _say(text: str) -> None:
    sys.stdout.write(f"front-end: {text}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """The command line: `build [--force]`."""
    if arguments[:1] != ["build"]:
        sys.stderr.write("usage: python -m config.frontend build [--force]\n")
        return 2
    started = time.monotonic()
    try:
        built = build(force="--force" in arguments)
    except BuildFailed as problem:
        sys.stderr.write(f"front-end: {problem}\n")
        return 1
    _say(f"built in {time.monotonic() - started:.1f} s" if built else "up to date")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
