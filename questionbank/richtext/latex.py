"""Reading a formula before anything converts it: bounded, known commands only, braces and environments closed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from config.errors import HouseError
from questionbank.richtext.vocabulary import COMMANDS, ENVIRONMENTS, SIGNS, TEXT_COMMANDS, USUAL

LENGTH = 2_000
DEPTH = 20

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}&]|[^\\{}&]+|\\", re.DOTALL)
_NAMED = re.compile(r"\s*\{([A-Za-z]{1,20}\*?)\}")
_PLAIN_ARGUMENT = re.compile(r"\s*\{[^{}\\$]*\}")
_NAME_ARGUMENT = re.compile(r"\s*\{[A-Za-z ]+\}")  # of \operatorname
_WORDS = re.compile(r"(\\(?:text|textrm|textbf|textit|textnormal|mbox|operatorname)\s*\{[^{}]*\})")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DECIMAL_COMMA = re.compile(r"(?<=\d)(?:\{,\}|,)(?=\d)")
_BARE_SIGN = re.compile(r"(?<!\\)((?:\\\\)*)([%#])")
_UPRIGHT_LETTER = re.compile(r"\\mathrm\s*\{\s*([A-Za-z])\s*\}")
_DIMENSION = re.compile(r"(?<=\d)\s*(?=(?:in|mm|cm|pt|em|ex|pc|bp|dd|cc|sp|mu))")


class BadFormula(HouseError):
    """The formula cannot be shown; `str(error)` is a sentence for its author, quoting the place."""


def check_latex(source: str) -> None:
    r"""Raises BadFormula unless `source` keeps to our subset of LaTeX.

    >>> check_latex(r"\frac{1}{2}")
    >>> check_latex(r"\href{x}{y}")
    Traceback (most recent call last):
    ...
    questionbank.richtext.latex.BadFormula: ...
    """
    check_length(source)
    _Check(source).run()


def check_length(source: str) -> None:
    """Raises BadFormula for formulas that are empty, too long, or hold characters nobody sees."""
    if not source.strip():
        raise BadFormula(_("A formula is empty: there is nothing between the $ signs."))
    if len(source) > LENGTH:
        raise BadFormula(_("A formula is longer than %(limit)d characters.") % {"limit": LENGTH})
    if _UNREADABLE.search(source):
        raise BadFormula(_("A formula holds characters that cannot be shown."))


def normalise_latex(source: str) -> str:
    r"""The same formula in the converter's dialect: no comments, Vietnamese decimal comma, no lengths.

    >>> normalise_latex("2,5 + 50%")
    '2{,}5 + 50\\%'
    """
    pieces = _WORDS.split(source)
    mended = [
        _normalise_words(piece) if rank % 2 else _normalise_signs(piece) for rank, piece in enumerate(pieces)
    ]
    return "".join(mended)


def _normalise_signs(latex: str) -> str:
    text = _BARE_SIGN.sub(r"\1\\\2", latex)
    text = _DECIMAL_COMMA.sub("{,}", text)
    text = _DIMENSION.sub("{}", text)
    text = _UPRIGHT_LETTER.sub(r"\\operatorname{\1}", text)  # the converter slants single letters of \mathrm
    for end in ("begin", "end"):
        text = re.sub(rf"\\{end}\s*\{{aligned\}}", rf"\\{end}{{split}}", text)
    return text


def _normalise_words(command: str) -> str:
    """Spaces in words stay, whatever stands beside them; a leading % is no comment."""
    if command.startswith(r"\operatorname"):
        return command
    name, _brace, words = command.partition("{")
    return name + "{" + ("\u00a0" if words.startswith("%") else "") + words.replace(" ", "\u00a0")


def quote(text: str, length: int = 40) -> str:
    """The text cut to a length that fits into a sentence."""
    return text if len(text) <= length else text[: length - 1] + "…"


class _Check:
    """One walk over the tokens; `open` holds what waits to be closed."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.open: list[str] = []

    def run(self) -> None:
        for piece, end in self._tokens():
            if piece in "{}":
                self._brace(piece)
            elif piece == "&":
                self._inside_environment(piece)
            elif piece.startswith("\\"):
                self._command(piece, end)
        if self.open:
            raise BadFormula(self._say(_("“%(formula)s”: something is opened and not closed.")))

    def _tokens(self) -> Iterator[tuple[str, int]]:
        position = 0
        while match := _TOKEN.match(self.source, position):
            position = match.end()
            if match[0] in TEXT_COMMANDS:  # words, not mathematics: taken whole
                shape = _NAME_ARGUMENT if match[0] == r"\operatorname" else _PLAIN_ARGUMENT
                argument = shape.match(self.source, position)
                if argument is None:
                    raise BadFormula(
                        self._say(
                            _("“%(formula)s”: %(command)s needs plain words in braces.")
                            % _keep(command=match[0])
                        )
                    )
                position = argument.end()
            elif match[0] in (r"\begin", r"\end"):
                position = self._environment(match[0], position)
            yield match[0], position

    def _brace(self, piece: str) -> None:
        if piece == "{":
            self.open.append("{")
            if len(self.open) > DEPTH:
                raise BadFormula(self._say(_("“%(formula)s” is nested too deeply.")))
        else:
            self._close("{")

    def _command(self, piece: str, end: int) -> None:
        if piece in (r"\begin", r"\end"):
            return
        if piece in (r"\left", r"\right"):
            if not self.source[end:].strip():
                raise BadFormula(self._say(_("“%(formula)s” is not complete.")))
            if piece == r"\left":
                self.open.append(piece)
            else:
                self._close(r"\left")
        elif piece == "\\\\":
            self._inside_environment(piece)
        elif piece not in COMMANDS and piece not in SIGNS:
            raise BadFormula(self._unknown(piece))

    def _environment(self, piece: str, position: int) -> int:
        named = _NAMED.match(self.source, position)
        if named is None or named[1] not in ENVIRONMENTS:
            name = f"{piece}{{{named[1]}}}" if named else piece
            raise BadFormula(self._unknown(name))
        if piece == r"\begin":
            self.open.append(named[1])
        else:
            self._close(named[1])
        return named.end()

    def _close(self, opener: str) -> None:
        if not self.open or self.open.pop() != opener:
            raise BadFormula(self._say(_("“%(formula)s”: something is closed that was not opened.")))

    def _inside_environment(self, piece: str) -> None:
        if not any(opened in ENVIRONMENTS for opened in self.open):
            raise BadFormula(
                self._say(
                    _("“%(formula)s”: %(command)s stands outside a table or system.") % _keep(command=piece)
                )
            )

    def _unknown(self, piece: str) -> str:
        near = difflib.get_close_matches(piece, sorted(USUAL), n=1, cutoff=0.75)
        if near:
            sentence = _("“%(formula)s”: %(command)s is not allowed. Did you mean %(near)s?")
            return self._say(sentence % _keep(command=quote(piece), near=near[0]))
        return self._say(_("“%(formula)s”: %(command)s is not allowed.") % _keep(command=quote(piece)))

    def _say(self, sentence: str) -> str:
        return sentence.replace("%(formula)s", quote(self.source.strip()))


def _keep(**values: str) -> dict[str, str]:
    """Values for a sentence whose formula is filled in afterwards."""
    return {"formula": "%(formula)s", **values}
