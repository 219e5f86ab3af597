"""`python3 -m config.launch run|setup|setup-dev|lock`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - here, and only here, an older Python is met and told so
    sys.exit(
        f"Hoclieu needs Python 3.11 or newer; this is {sys.version.split()[0]}.\n"
        "Name another: make run PYTHON=python3.12"
    )

from config.launch import steps
from config.launch.serve import serve_city

VERBS = {
    "run": serve_city,
    "setup": steps.set_up,
    "setup-dev": steps.set_up_for_tests,
    "lock": steps.renew_locks,
}


def main(arguments: list[str]) -> int:
    """Run one verb; a SetupProblem becomes a sentence, not a traceback."""
    if len(arguments) != 1 or arguments[0] not in VERBS:
        sys.stderr.write(f"usage: python3 -m config.launch {'|'.join(VERBS)}\n")
        return 2
    try:
        return VERBS[arguments[0]]()
    except steps.SetupProblem as problem:
        sys.stderr.write(f"\n{problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Nothing is broken: the next `make run` goes on from here.\n")
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
