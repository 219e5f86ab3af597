"""The sixteen subject hues: equal lightness in oklch, written as hex so that old phones see them too.

A subject keeps its hue everywhere (chip, cover, chart). `subject_css()` is the style sheet that the build puts
between the tokens and the components; the classes `.subject-1` … `.subject-16` set the three tokens for a subtree.
"""

from __future__ import annotations

import math

HUES = 16
# (lightness, chroma) of the quiet ground and of the motif on it, per mode
LIGHT = {"ground": (0.93, 0.045), "motif": (0.52, 0.11)}
DARK = {"ground": (0.30, 0.05), "motif": (0.75, 0.10)}


def hue_angle(number: int) -> float:
    """Degrees of subject hue `number` (1…16), evenly spread from a warm red onwards."""
    return (25.0 + (number - 1) * 360 / HUES) % 360


def oklch_to_hex(lightness: float, chroma: float, degrees: float) -> str:
    """`#rrggbb` of an oklch colour; chroma is lowered until the colour lies within sRGB."""
    while chroma > 0:
        channels = _linear_srgb(lightness, chroma, degrees)
        if all(-0.0005 <= value <= 1.0005 for value in channels):
            break
        chroma -= 0.002
    return "#" + "".join(f"{round(_encode(value) * 255):02x}" for value in channels)


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio of two `#rrggbb` colours, 1…21."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def subject_colours(mode: dict[str, tuple[float, float]], number: int) -> dict[str, str]:
    """The hex colours of one subject hue in one mode, by role: ground, motif."""
    return {
        role: oklch_to_hex(lightness, chroma, hue_angle(number)) for role, (lightness, chroma) in mode.items()
    }


def subject_css() -> str:
    """The style sheet of the subject classes for light, dark by system, and dark by choice."""
    light = "\n".join(_rule("", LIGHT, number) for number in range(1, HUES + 1))
    by_system = "\n".join(
        _rule(":root:not([data-theme=light]) ", DARK, number) for number in range(1, HUES + 1)
    )
    by_choice = "\n".join(_rule(":root[data-theme=dark] ", DARK, number) for number in range(1, HUES + 1))
    system = f"@media screen and (prefers-color-scheme: dark) {{\n{by_system}\n}}"
    return f"{light}\n{system}\n@media screen {{\n{by_choice}\n}}\n"


def _rule(prefix: str, mode: dict[str, tuple[float, float]], number: int) -> str:
    colours = subject_colours(mode, number)
    return f"{prefix}.subject-{number}{{--subject-ground:{colours['ground']};--subject-motif:{colours['motif']}}}"


def _linear_srgb(lightness: float, chroma: float, degrees: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(degrees)), chroma * math.sin(math.radians(degrees))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encode(value: float) -> float:
    clipped = min(max(value, 0.0), 1.0)
    return 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055


def _luminance(colour: str) -> float:
    values = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
