"""The front door: finds `benchmarks/NAME.py`, runs its `run(argv)` and prints each figure as a JSON line."""

from __future__ import annotations

import json
import os
import pkgutil
import sys
from pathlib import Path

import django
from django.utils.module_loading import import_string


def main(argv: list[str]) -> int:
    """0 when the benchmark ran, 2 for an unknown name."""
    names = sorted(
        module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if module.name[0] != "_"
    )
    if not argv or argv[0] not in names:
        print(f"usage: python -m benchmarks {{{','.join(names)}}} [options]", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    run = import_string(f"benchmarks.{argv[0]}.run")
    for figure in run(argv[1:]):
        print(json.dumps(figure, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
