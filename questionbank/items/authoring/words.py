"""Sentences that the editor's script says, in the page's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def editor_words() -> dict[str, str]:
    """By occasion; `%(name)s` places are filled by the script."""
    return {
        "saving": _("Saving…"),
        "unsaved": _("Not saved yet"),
        "retrying": _("Could not be saved, trying again. What you typed is still here."),
        "signed_out": _(
            "You were signed out. Sign in in a new tab; this page then goes on saving by itself."
        ),
        "picture_sending": _("Adding the picture, %(percent)s%%") % {"percent": "%(percent)s"},
        "picture_processing": _("Processing the picture…"),
        "picture_slow": _("Still processing the picture; just go on writing, it will appear by itself."),
        "picture_added": _("The picture was added."),
        "picture_failed": _("The picture could not be sent. Check the line, then try again."),
        "picture_signed_out": _("You were signed out. Sign in in a new tab, then send the picture again."),
        "picture_gone": _("The picture is no longer on the server. Please add it again."),
        "picture_again": _("Try again"),
        "picture_drop": _("Remove the picture"),
        "not_recognised": _("not recognised"),
        "picture_address": _(
            "A picture from another page was left out. Save it on your computer and add it with the picture button."
        ),
        "undo_drop": _("%(name)s was removed. Put it back") % {"name": "%(name)s"},
        "alt_label": _("What does the picture show?"),
        "alt_hint": _("For those who cannot see it; do not give the answer away."),
        "alt_done": _("Finish"),
        "toolbar": _("Formatting"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "underline": _("Underlined"),
        "superscript": _("Superscript"),
        "subscript": _("Subscript"),
        "bullets": _("List"),
        "numbers": _("Numbered list"),
        "table": _("Table"),
        "add_row": _("Add a row"),
        "add_column": _("Add a column"),
        "drop_table": _("Remove the table"),
        "picture": _("Picture"),
        "formulas": _("Formula"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "pasted": _("Pasted text was tidied up."),
    } | _formula_words()


def _formula_words() -> dict[str, str]:
    return {
        "formula_frac": _("fraction"),
        "formula_power": _("power"),
        "formula_index": _("lower index"),
        "formula_sqrt": _("square root"),
        "formula_root": _("root of order n"),
        "formula_vec": _("vector"),
        "formula_hat": _("angle"),
        "formula_bar": _("segment"),
        "formula_system": _("system of equations"),
        "formula_either": _("either of the equations"),
        "formula_le": _("at most"),
        "formula_ge": _("at least"),
        "formula_ne": _("not equal"),
        "formula_times": _("times"),
        "formula_div": _("divided by"),
        "formula_degree": _("degrees"),
        "formula_pi": _("pi"),
        "formula_in": _("is in"),
        "formula_chemistry": _("chemical formula"),
        "formula_arrow": _("implies"),
        "formula_parallel": _("parallel"),
        "formula_perp": _("perpendicular"),
        "formula_triangle": _("triangle"),
    }
