"""Domain signals of the bank, sent by services inside their transaction. Receivers only write rows.

`question_changed` carries `public_ids: list[str]` of the questions concerned.
"""

from __future__ import annotations

from django.dispatch import Signal

question_changed = Signal()  # text, key, classification, state, bank or existence changed
