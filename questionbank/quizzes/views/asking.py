"""What is asked before acts of this room that cannot simply be taken back (`config.asking`)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.asking import Question, Way
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import QuizState
from questionbank.quizzes.views.fetching import own_quiz
from repository.organisations.requests import HouseRequest


def discarding(request: HouseRequest, public_id: str) -> Question | None:
    """Deleting a draft: quizzes have no bin."""
    quiz = own_quiz(request, public_id)
    if quiz.state != QuizState.DRAFT:
        return None
    count = PaperSlot.objects.filter(part__paper=quiz.paper_id).count()
    arranged = ngettext(
        "Its parts, its settings and the choice of %(count)d question are gone for good.",
        "Its parts, its settings and the choice of %(count)d questions are gone for good.",
        count,
    )
    return Question(
        _("Delete the draft “%(title)s”?") % {"title": quiz.title},
        (arranged % {"count": count}, _("The questions themselves stay in the bank.")),
        (Way(_("Delete the draft")),),
    )
