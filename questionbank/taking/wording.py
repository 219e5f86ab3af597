"""The sentences of `<hoc-player>`: the script says them, gettext translates them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from questionbank.types.wording import question_words


def player_words() -> dict[str, str]:
    """By occasion; `%(name)s` places are filled by the script (frontend/player/words.ts)."""
    return question_words() | _lobby() | _paper() | _saving() | _line() | _ending()


def offline_words() -> dict[str, str]:
    """The sentences of a reload without network (frontend/player/offline.ts)."""
    return {
        "offline_title": _("No connection"),
        "offline_kept": _(
            "Your answers are still on this device (%(count)s not sent yet). Connect to the network to go on; "
            "do not clear this browser's data."
        ),
        "offline_none": _(
            "Connect to the network to open the test. What you handed over before is at school."
        ),
        "offline_waits": _("This page goes on by itself as soon as the network is back."),
        "try_again": _("Try again"),
    }


def _lobby() -> dict[str, str]:
    return {
        "lobby": _("Before the start"),
        "start": _("Start the test"),
        "starting": _("Starting"),
        "opens_at": _("Opens at %(time)s"),
        "open_now": _("The test is open now. You can start."),
        "paper_here": _("The questions are on this device, sealed until you start"),
        "paper_coming": _("The questions are being fetched"),
        "device_keeps": _("This device keeps your answers when the network fails"),
        "no_storage": _(
            "This browser window keeps nothing: your answers are only safe once they are saved at school"
        ),
        "no_seal": _("Plain connection: answers kept on this device are not encrypted"),
        "no_offline": _("Plain connection: the page cannot be opened again while the network is down"),
        "resuming": _("Fetching your test and your answers"),
        "start_cut": _("No connection to the school. What you have answered is kept; this page tries again."),
        "preview_line": _("Preview: nothing is saved"),
        "preview_hand_in": _("This is a preview: nothing is handed in."),
    }


def _paper() -> dict[str, str]:
    return {
        "questions": pgettext("player", "Questions"),
        "of_questions": pgettext("player", "of %(count)s questions"),
        "points": _("%(points)s points"),
        "rules": _("How points are counted"),
        "count_answered": _("answered %(count)s"),
        "count_partly": _("unfinished %(count)s"),
        "count_unanswered": _("unanswered %(count)s"),
        "count_flagged": _("to look at again %(count)s"),
        "state_answered": _("answered"),
        "state_partly": _("unfinished"),
        "state_unanswered": _("unanswered"),
        "state_flagged": _("to look at again"),
        "clear_answer": _("Clear the answer"),
        "flag": _("Look at it again"),
        "previous": pgettext("player", "Previous"),
        "next": pgettext("player", "Next"),
        "review": _("Check all"),
        "back_to_questions": _("Back to the questions"),
        "hide_time": _("Hide time"),
        "show_time": _("Show time"),
        "large_letters": _("Large letters"),
        "minutes_left": _("%(minutes)s minutes left"),
        "seconds_left": _("%(seconds)s seconds left"),
        "warning": _("%(minutes)s minutes left. What you have answered is saved."),
    }


def _saving() -> dict[str, str]:
    return {
        "not_answered": _("Not answered yet"),
        "writing": _("You are writing"),
        "saving": _("Saving"),
        "saved_device": _("Saved on this device"),
        "saved_device_waits": _("Saved on this device. It travels to school when the line is back."),
        "saved_school": _("Saved at school ✓ %(time)s"),
        "saved_aside": _("Saved on this device, but the school did not take it. Please tell your teacher."),
        "held_by_page": _("Held by this page only. Please do not close it; it is being sent."),
    }


def _line() -> dict[str, str]:
    return {
        "cut": _(
            "No connection to the school. Go on working: answers are kept on this device and travel by themselves."
        ),
        "cut_long": _(
            "No connection for more than three minutes. Go on working and do not clear this browser. If the time runs "
            "out before the line is back, leave this page open and tell your teacher."
        ),
        "storage_lost": _(
            "This browser no longer keeps your answers on the device. They are saved at school as you give them. Go on."
        ),
        "storage_lost_waiting": _(
            "This browser no longer keeps your answers on the device. Some have not reached the school yet: do not close "
            "this page."
        ),
        "cut_page_only": _(
            "No connection to the school. Go on working, but do not close or reload this page: this browser keeps nothing."
        ),
        "try_again": _("Try again"),
        "signed_out": _(
            "Your session has run out. Your answers are kept on this device. Sign in to send them."
        ),
        "sign_in": _("Sign in in a new tab"),
        "void": _(
            "This test is no longer open for you. Your answers are kept on this device; please tell your teacher."
        ),
        "aside": _(
            "The school did not take the answer to question %(questions)s. It is kept here; tell your teacher."
        ),
        "late": _("Some answers came after the time. They are kept, and your teacher decides about them."),
        "cover_elsewhere": _("The test goes on at another device"),
        "cover_elsewhere_note": _(
            "It was opened there after this one. What you answered here is kept and sent. Go on here only if the other "
            "device is not used any more."
        ),
        "go_on_here": _("Go on at this device"),
        "leave_waits": _(
            "%(count)s answers have not arrived at school yet. Please stay until they are sent."
        ),
    }


def _ending() -> dict[str, str]:
    return {
        "review_title": _("Check before you hand in"),
        "review_unanswered": _("Not answered"),
        "review_partly": _("Unfinished"),
        "review_flagged": _("To look at again"),
        "review_all_answered": _("Every question has an answer."),
        "review_note": _("You can go back to every question until you hand in."),
        "hand_in": _("Hand in"),
        "confirm_title": _("Hand in now?"),
        "confirm_open": _("%(count)s questions have no finished answer."),
        "confirm_all": _("Every question has an answer."),
        "confirm_note": _("After handing in you cannot change your answers."),
        "go_on": _("Go on working"),
        "handing_in": _("Handing in"),
        "handing_in_waits": _(
            "No connection: the test is handed in by itself when the line is back. Leave this page open."
        ),
        "handing_in_by_clock": _("Time is up. The test is being handed in by itself."),
        "cover_handing-in": _("Handing in"),
        "cover_handing-in_note": _(
            "Your answers are safe on this device until the school confirms. Leave this page open."
        ),
        "cover_over": _("Time is up"),
        "cover_over_note": _("Your answers are kept. The test is handed in by itself; leave this page open."),
        "handed_in_done": _("You have handed in"),
        "handed_in_at": _("Received at school at %(time)s on %(date)s."),
        "receipt_code": _("Receipt code"),
        "receipt_note": _("Show this code if your teacher asks."),
        "receipt_waiting": _("%(count)s late answers are still on their way. Leave this page open."),
        "print": _("Print"),
        "see_page": _("Open the page of this test"),
        "leave": _("Leave this page"),
    }
