"""Opening strangers' files safely: inspection, previews and cleaning as work of the child process (`config.sandbox`).

A crash, a timeout or a child out of memory becomes a finding, never an exception of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from config.sandbox.runner import PROJECT_ROOT as PROJECT_ROOT
from config.sandbox.runner import Failure, WorkFailed
from config.sandbox.runner import Limits as ChildLimits
from config.sandbox.works import work
from media.formats import problems
from media.formats.base import MEGABYTE, Cleaned, DerivedFile, Inspection, Limits
from media.formats.registry import FORMATS

_MAX_ANSWER = 64 * MEGABYTE
_CODES = {Failure.TOO_HEAVY: problems.TOO_HEAVY.code, Failure.CRASHED: problems.CRASHED.code}


def _of_child(limits: Limits) -> ChildLimits:
    return ChildLimits(
        memory_mb=limits.memory_mb,
        cpu_seconds=limits.cpu_seconds,
        wall_seconds=limits.wall_seconds,
        file_bytes=limits.file_bytes,
        answer_bytes=_MAX_ANSWER,
    )


INSPECT = work(
    "media.formats.inspect",
    run="media.formats.child.inspect",
    answer=Inspection,
    limits=_of_child(Limits()),
    examples="media.formats.samples.works.to_inspect",
)
PREVIEWS = work(
    "media.formats.previews",
    run="media.formats.child.previews",
    answer=list[DerivedFile],
    limits=_of_child(Limits()),
    examples="media.formats.samples.works.to_preview",
)
CLEAN = work(
    "media.formats.clean",
    run="media.formats.child.clean",
    answer=Cleaned,
    limits=_of_child(Limits()),
    examples="media.formats.samples.works.to_clean",
)


class CleaningFailed(Exception):
    """What others may have of a file could not be made."""


class PreviewFailed(Exception):
    """The previews of a file could not be made; `code` is `file.too_heavy` or `file.crashed`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def inspect_in_child(path: Path, name: str, limits: Limits | None = None) -> Inspection:
    """Inspect the file at `path` whose owner calls it `name`. Never raises for whatever the file holds."""
    if not path.exists():
        return Inspection(findings=[problems.MISSING.at()])
    if not path.is_file():
        return Inspection(findings=[problems.FOLDER.at()])
    try:
        inspection = INSPECT.ask(_of_child(limits or Limits()), path=str(path.resolve()), name=name)
    except WorkFailed as error:
        heavy = error.failure is Failure.TOO_HEAVY
        return Inspection(findings=[(problems.TOO_HEAVY if heavy else problems.CRASHED).at()])
    if inspection.handler not in FORMATS and inspection.accepted:
        return Inspection(findings=[problems.CRASHED.at()])
    return inspection


def previews_in_child(
    path: Path, handler_key: str, out_dir: Path, wanted: Sequence[str] = (), limits: Limits | None = None
) -> list[DerivedFile]:
    """Make derived files of `path` in the existing folder `out_dir`; see `FormatHandler.previews`.

    Raises PreviewFailed when the child ran out of its limits or crashed, UnknownKey for a wrong handler.
    """
    handler = FORMATS[handler_key]
    try:
        made = PREVIEWS.ask(
            _of_child(limits or handler.limits),
            path=str(path.resolve()),
            handler=handler_key,
            out_dir=str(out_dir.resolve()),
            wanted=list(wanted),
        )
    except WorkFailed as error:
        raise PreviewFailed(_CODES[error.failure]) from None
    return [file for file in made if _really_made(file, out_dir)]


def clean_in_child(path: Path, handler_key: str, target: Path) -> bool:
    """Write to `target` what others may have of the file at `path`; False when it may be given out as it is.

    Raises CleaningFailed when the file cannot be followed, was too heavy or crashed the child.
    """
    limits = _of_child(FORMATS[handler_key].limits)
    try:
        answer = CLEAN.ask(
            limits, path=str(path.resolve()), handler=handler_key, target=str(target.resolve())
        )
    except WorkFailed as error:
        raise CleaningFailed(_CODES[error.failure]) from None
    if answer.copied is None:
        raise CleaningFailed(problems.NOT_CLEANED.code)
    return answer.copied


def _really_made(file: DerivedFile, out_dir: Path) -> bool:
    return Path(file.name).name == file.name and (out_dir / file.name).is_file()
