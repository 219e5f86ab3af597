"""Domain signals of the catalogue, sent by services inside their transaction. Receivers only write rows.

Both carry `public_ids: list[str]` of the works concerned.
"""

from __future__ import annotations

from django.dispatch import Signal

material_changed = Signal()  # metadata, files, state or existence changed
grants_changed = Signal()  # who may see it changed: a grant was made, started, ended
