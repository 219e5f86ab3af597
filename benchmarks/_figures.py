"""What a figure looks like: a name, a value, a unit, and the circumstances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


def figure(name: str, value: float, unit: str, **circumstances: Any) -> dict[str, Any]:
    """One JSON line; the value is rounded to three significant digits after the point where it is small."""
    return {"name": name, "value": round(value, 1 if abs(value) >= 10 else 3), "unit": unit, **circumstances}


def percentile(values: Sequence[float], share: int) -> float:
    """The nearest-rank percentile; `share` is 0 to 100."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * share / 100) - 1)]
