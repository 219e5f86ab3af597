"""What a regular expression can waste its time on: nested and overlapping repetitions, found with Python's own parser."""

import re
from itertools import product

try:
    from re import _constants as c
    from re import _parser as parser
except ImportError:  # before Python 3.11
    import sre_constants as c
    import sre_parse as parser

MOST_VARIANTS = 40
MANY = 200  # a repetition up to this many times costs little, whatever stands beside it
_SAMPLE = [chr(code) for code in range(256)] + list("ăđươƯẠấỹ０²½\u2028\u3000−“…😀")
_CATEGORIES = {
    c.CATEGORY_DIGIT: str.isdecimal,
    c.CATEGORY_SPACE: str.isspace,
    c.CATEGORY_WORD: lambda sign: sign.isalnum() or sign == "_",
}
_REPEATS = (c.MAX_REPEAT, c.MIN_REPEAT)
_POSSESSIVE = tuple(getattr(c, name) for name in ("POSSESSIVE_REPEAT",) if hasattr(c, name))
_ATOMIC = getattr(c, "ATOMIC_GROUP", None)


def complaints(pattern, flags=0):
    """Sentences about every pair of repetitions that can share out one text in many ways."""
    tree = parser.parse(pattern, flags & ~re.DEBUG)
    return list(_walk(list(tree)))


def _walk(sequence):
    for one in _variants(sequence):
        yield from _overlaps(one, "overlapping")
    for op, value in sequence:
        for inner in _children(op, value):
            yield from _walk(list(inner))
        if op in _REPEATS and _is_many(value):
            bodies = _variants(list(value[2]))
            for one, other in product(bodies[:MOST_VARIANTS], repeat=2):
                yield from _overlaps([*one, *other], "nested")
            yield from _alike(list(value[2]))


def _variants(sequence):
    """The sequence without groups: each with one branch of every choice, short optional parts marked as such.

    A list of [(optional, item), …]."""
    found = [[]]
    for item in sequence:
        op, value = item
        if op is c.SUBPATTERN:
            parts = _variants(list(value[-1]))
        elif op is c.BRANCH:
            parts = [part for branch in value[1] for part in _variants(list(branch))]
        elif op in _REPEATS and not _is_many(value) and len(value[2]) > 0 and not _is_single(value[2]):
            parts = [*([[]] if value[0] == 0 else []), *_variants(list(value[2]))]
        else:
            parts = [[(_is_optional(item), item)]]
        found = [[*one, *part] for one in found for part in parts][:MOST_VARIANTS]
    return found


def _is_single(body):
    return len(body) == 1 and body[0][0] in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)


def _overlaps(sequence, kind):
    """Two long repetitions with nothing between them that would part them."""
    for place, (_skip, item) in enumerate(sequence):
        if not _is_long(item):
            continue
        mine = _signs([item])
        for optional, other in sequence[place + 1 :]:
            shared = mine & _first([other])
            if _is_long(other) and shared:
                yield f"{kind}: {_say(item)} and {_say(other)} share {_some(shared)}"
                break
            if not optional and not shared:
                break


def _alike(sequence):
    """Branches of a repetition that begin alike, or that may both be nothing."""
    for op, value in sequence:
        if op is c.SUBPATTERN:
            yield from _alike(list(value[-1]))
        elif op is c.BRANCH:
            branches = [list(branch) for branch in value[1]]
            if sum(all(_is_optional(item) for item in branch) for branch in branches) > 1:
                yield "several branches of a repetition may be nothing"
            for index, one in enumerate(branches):
                for other in branches[index + 1 :]:
                    if shared := _first(one) & _first(other):
                        yield f"branches of a repetition begin alike: {_some(shared)}"


def _children(op, value):
    if op in _REPEATS or op in _POSSESSIVE:
        return [value[2]]
    if op is c.SUBPATTERN:
        return [value[-1]]
    if op is c.BRANCH:
        return value[1]
    if op in (c.ASSERT, c.ASSERT_NOT):
        return [value[1]]
    return [value] if op is _ATOMIC else []


def _is_many(value):
    return value[1] is c.MAXREPEAT or value[1] > MANY


def _is_long(item):
    op, value = item
    return op in _REPEATS and _is_many(value)


def _is_optional(item):
    op, value = item
    if op in _REPEATS or op in _POSSESSIVE:
        return value[0] == 0 or all(_is_optional(one) for one in value[2])
    if op is c.SUBPATTERN:
        return all(_is_optional(one) for one in value[-1])
    if op is c.BRANCH:
        return any(all(_is_optional(one) for one in branch) for branch in value[1])
    return op in (c.AT, c.ASSERT, c.ASSERT_NOT, c.GROUPREF)


def _signs(sequence):
    """Every sign of the sample that may stand somewhere in it."""
    found = set()
    for op, value in sequence:
        if op in (c.ASSERT, c.ASSERT_NOT):
            continue
        children = _children(op, value)
        found |= set().union(*(_signs(list(child)) for child in children)) if children else _one(op, value)
    return found


def _first(sequence):
    found = set()
    for item in sequence:
        op, value = item
        children = [] if op in (c.ASSERT, c.ASSERT_NOT) else _children(op, value)
        found |= set().union(*(_first(list(child)) for child in children)) if children else _one(op, value)
        if not _is_optional(item):
            break
    return found


def _one(op, value):
    if op is c.LITERAL:
        return {chr(value)}
    if op is c.NOT_LITERAL:
        return set(_SAMPLE) - {chr(value)}
    if op is c.ANY:
        return set(_SAMPLE)
    if op is c.IN:
        negated = value[0][0] is c.NEGATE
        inside = {sign for sign in _SAMPLE if any(_holds(part, sign) for part in value)}
        inside |= {chr(part[1]) for part in value if part[0] is c.LITERAL}
        return set(_SAMPLE) - inside if negated else inside
    return set()


def _holds(part, sign):
    op, value = part
    if op is c.LITERAL:
        return ord(sign) == value
    if op is c.RANGE:
        return value[0] <= ord(sign) <= value[1]
    if op is c.CATEGORY:
        name = str(value)
        test = next(
            (_CATEGORIES[one] for one in _CATEGORIES if str(one).endswith(name.rpartition("_")[2])),
            str.isalnum,
        )
        return not test(sign) if "_NOT_" in name else test(sign)
    return False


def _say(item):
    op, _value = item
    return f"a repetition of {_some(_signs([item]))}" if op in (*_REPEATS, c.SUBPATTERN) else str(op)


def _some(signs):
    shown = sorted(signs)
    return "".join(shown[:12]).encode("unicode_escape").decode() + ("…" if len(shown) > 12 else "")
