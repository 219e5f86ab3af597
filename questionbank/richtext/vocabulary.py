"""Which LaTeX may stand in a formula: commands that draw, never commands that define, link, load or style."""

from __future__ import annotations

from latex2mathml.commands import BIG, BIG_OPEN_CLOSE, FUNCTIONS
from latex2mathml.symbols_parser import SYMBOLS

_WITH_ARGUMENTS = """
frac dfrac tfrac cfrac binom dbinom tbinom sqrt stackrel overset underset xrightarrow xleftarrow
overline underline overrightarrow overleftarrow overleftrightarrow overbrace underbrace
widehat widetilde hat bar vec dot ddot tilde acute grave breve check mathring
mathrm mathbf mathit mathbb mathcal mathfrak mathscr mathsf mathtt boldsymbol bm pmod bmod mod
""".split()

TEXT_COMMANDS = frozenset(
    {r"\text", r"\textrm", r"\textbf", r"\textit", r"\textnormal", r"\mbox", r"\operatorname"}
)

_ALONE = """
left right middle limits nolimits not displaystyle textstyle quad qquad enspace thinspace begin end
lim liminf limsup max min sup inf det gcd Pr argmax argmin dots ldots cdots
""".split()

# What the converter knows beside symbols and we keep out, whatever its table of symbols says.
_NEVER = """
newcommand renewcommand newenvironment def let DeclareMathOperator input include openin read write immediate
href url class htmlClass htmlId htmlStyle htmlData style color textcolor colorbox fcolorbox unicode char verb csname
special catcode usepackage includegraphics require hspace vspace hskip kern mkern rule raise lower phantom hphantom
vphantom smash tag
""".split()


def _commands(words: list[str]) -> set[str]:
    return {f"\\{word}" for word in words}


COMMANDS = frozenset(
    _commands(_WITH_ARGUMENTS)
    | _commands(_ALONE)
    | TEXT_COMMANDS
    | set(FUNCTIONS)
    | set(BIG)
    | set(BIG_OPEN_CLOSE)
    | {
        symbol
        for symbol in SYMBOLS
        if symbol.startswith("\\") and symbol[1:].isascii() and symbol[1:].isalpha()
    }
) - _commands(_NEVER)

# What a misspelt command is compared with: the usual ones, not all 2,900 signs.
USUAL = frozenset(
    _commands(_WITH_ARGUMENTS + _ALONE)
    | set(FUNCTIONS)
    | _commands(
        "text alpha beta gamma delta epsilon theta lambda mu pi rho sigma phi omega Delta Omega times cdot div pm le ge "
        "leq geq neq ne approx equiv in notin subset cup cap emptyset infty to rightarrow Rightarrow Leftrightarrow "
        "perp parallel angle triangle circ degree forall exists int sum prod partial sim".split()
    )
)

# Written with a sign after the backslash: line end, braces, spaces, signs that LaTeX itself uses.
SIGNS = frozenset(rf"\{sign}" for sign in "\\{},;:!%$#_&| >")

ENVIRONMENTS = frozenset(
    {
        "matrix",
        "pmatrix",
        "bmatrix",
        "Bmatrix",
        "vmatrix",
        "Vmatrix",
        "array",
        "cases",
        "split",
        "aligned",
        "align*",
    }
)
