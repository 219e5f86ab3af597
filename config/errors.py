"""Base errors: what a service raises when it refuses, and what the views translate into words."""

from __future__ import annotations


class HouseError(Exception):
    """Root of every error of ours. `code`: the word for programs, whose status over HTTP `config/answers.py` knows."""

    code = "error"


class Refused(HouseError):
    """The action is not possible now. `str(error)` is a sentence for the person, already translated."""

    code = "refused"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code:
            self.code = code


class NotAllowed(Refused):
    """This person may not do this."""

    code = "not_allowed"


class Conflict(Refused):
    """Somebody else was faster, or the content has changed meanwhile."""

    code = "conflict"
