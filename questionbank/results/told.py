"""What notices of results say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.notices.words import NOTICE_WORDS, Words, subject
from questionbank.quizzes.services.opening import RESULTS_NOTICE

NOTICE_WORDS.add(RESULTS_NOTICE, Words(_("The results of “%(title)s” are out."), {"title": subject}))
