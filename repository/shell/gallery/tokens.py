"""Names the living page lists: tokens, hues, icons."""

from __future__ import annotations

TOKENS = (
    "paper surface sunk line line-strong ink ink-soft brand brand-soft accent accent-soft warn warn-soft ok ok-soft "
    "mark focus"
).split()
HUES = range(1, 17)
ICONS = (
    "search home library upload download inbox process user people school sign-in sign-out sun moon "
    "contrast language menu close check check-circle warning info error clock calendar eye pencil trash "
    "undo return send stamp share lock link external basket bookmark quote filter chevron-right "
    "chevron-left chevron-down arrow-left arrow-right plus copy more settings history print chart shield "
    "pause retry file document book slides play image sound simulation question table"
).split()
