"""The sentences of a single question on the screen: `<hoc-question>` says them, gettext translates them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from questionbank.types.registry import QUESTION_TYPES


def question_words() -> dict[str, str]:
    """By occasion, with the types' own; `%(name)s` places are filled by the script (frontend/player/words.ts)."""
    own = {name: str(words) for kind in QUESTION_TYPES for name, words in kind.words.items()}
    return own | {
        "question": _("Question"),
        "question_number": _("Question %(number)s"),
        "choose_one": _("Choose one answer"),
        "choose_each": _("Choose true or false for every statement"),
        "options": _("Options"),
        "true": _("True"),
        "false": _("False"),
        "right_is_true": _("Right: true"),
        "right_is_false": _("Right: false"),
        "your_answer": _("Your answer"),
        "number_hint": _("Write a decimal comma, for example 2,7"),
        "answer_was": _("Answer:"),
        "no_answer": _("No answer"),
        "accepted": _("Accepted answers"),
        "chosen": _("Chosen"),
        "solution": _("Solution"),
        "verdict_right": _("Answered correctly"),
        "verdict_partly": _("Partly right"),
        "verdict_wrong": _("Not correct"),
        "verdict_missed": _("Right answer"),
        "verdict_key": _("Right answer"),
        "unknown_type": _(
            "This page cannot show this kind of question. Tell your teacher; the other questions work."
        ),
    }
