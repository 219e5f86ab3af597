"""The ordered list of demo steps: each room adds its own, `manage.py seed_demo` runs them in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.registry import Registry

DEMO_PASSWORD = "hoclieu-demo"  # noqa: S105 - printed on the screen of every demo city on purpose
DEMO_PIN = "246810"  # on every demo card


@dataclass(frozen=True)
class DemoSize:
    """How large the city is to be; the defaults are the small city of `make run`."""

    schools: int = 4
    materials: int = 40
    pupils: int = 60
    questions: int = 120
    attempts: int = 0  # finished ones, beside those of the three small quizzes


ProgressReport = Callable[[int, int, str], None]  # done, total, what
DemoStep = Callable[[DemoSize, ProgressReport], None]

DEMO_STEPS: Registry[DemoStep] = Registry("demo step")


@dataclass(frozen=True)
class DemoSignIn:
    """One sign-in that `make run` prints: the account's name and, in English, who it is.

    `card`: what a pupil types at the pupils' door instead of name and password.
    """

    username: str
    who: str
    card: str = ""


DEMO_SIGN_INS: list[DemoSignIn] = []
