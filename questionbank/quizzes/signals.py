"""Domain signals of quizzes, sent by services inside their transaction. Receivers only write rows.

All carry `quiz`, the row as it stands after the change.
"""

from __future__ import annotations

from django.dispatch import Signal

quiz_published = Signal()  # content is frozen into forms; attempts may be laid out
quiz_window_changed = Signal()  # opens, closes or minutes moved after publication, or the quiz was closed
quiz_results_released = Signal()  # pupils may see what the quiz allows after the release
