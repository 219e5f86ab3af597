"""Domain signals of organisations, sent by services inside their transaction. Receivers only write rows."""

from __future__ import annotations

from django.dispatch import Signal

unit_added = Signal()  # `unit`: a new place in the tree
classes_closed = (
    Signal()
)  # `actor`, `groups`: classes of a year that is over; their pupils have moved or left
