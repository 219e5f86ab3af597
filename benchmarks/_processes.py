"""Ports and processes of the cities that benchmarks start."""

from __future__ import annotations

import socket
from pathlib import Path


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes() -> list[Path]:
    """The folder of every process of this machine."""
    return list(Path("/proc").glob("[0-9]*"))


def stat_of(process: Path) -> list[str]:
    """The fields of its `stat` behind the name (the third is the group); empty once it is gone."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def group_of(process: Path) -> int:
    """The process group; -1 once it is gone."""
    fields = stat_of(process)
    return int(fields[2]) if fields else -1
