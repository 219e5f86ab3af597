"""What a room above reads out of a file that has just arrived, shown beside it in the upload element.

A room registers under the purpose its uploads carry:

    @PROPOSERS.register("material")
    def proposals(upload: Upload) -> list[Proposal]: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.registry import Registry
from media.files.models import Upload, UploadState


@dataclass(frozen=True)
class Proposal:
    """One thing in words: "grade", "6"."""

    label: str
    text: str


Proposer = Callable[[Upload], list[Proposal]]
PROPOSERS: Registry[Proposer] = Registry("proposer")


def proposals_of(upload: Upload) -> list[Proposal]:
    """What is proposed for a checked upload; nothing before it is ready, nor where nobody proposes."""
    ready = upload.blob is not None and upload.state in {UploadState.READY, UploadState.TAKEN}
    if not ready or upload.purpose not in PROPOSERS:
        return []
    return PROPOSERS[upload.purpose](upload)
