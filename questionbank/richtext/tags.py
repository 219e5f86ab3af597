"""Where a `<` begins an HTML tag and where it is the sign "less than" that an author typed; each character is read once."""

from __future__ import annotations

import re

# Names after which `<` begins a tag.
_NAMES = frozenset(
    "a abbr acronym address applet area article aside audio b base bdi bdo bgsound big blink blockquote body br button "
    "canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed "
    "fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe "
    "image img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu meta meter nav "
    "nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre progress q rb "
    "rp rt rtc ruby s samp script section select slot small source span strike strong style sub summary sup svg table "
    "tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp".split()
)
_NAME = re.compile(
    r"</?([a-z]{1,20}+(?:[1-6]|:[a-z]{1,20}+|-[a-z-]{1,20}+)?+)(?=[\s/>])", re.IGNORECASE | re.ASCII
)
# One attribute, never read twice in two ways (possessive quantifiers).
_ATTRIBUTE = re.compile(
    r"[\s/]++[a-z_:@][-\w:.]{0,60}+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>=`]++))?+",
    re.IGNORECASE | re.ASCII,
)
_END = re.compile(r"[\s/]*+>", re.ASCII)
_LONGEST_COMMENT = 5_000


class TagReader:
    """Finds tags in one source. What led nowhere once is remembered, so that no place is walked twice."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._dead: set[int] = set()
        self._comment_end = -1

    def end_of_tag(self, start: int) -> int | None:
        """The place after the tag or comment that begins at the `<` at `start`; None where that is only a sign.

        >>> TagReader("<p>").end_of_tag(0), TagReader("<p 3").end_of_tag(0)
        (3, None)
        """
        if self.source.startswith("<!--", start):
            return self._end_of_comment(start)
        name = _NAME.match(self.source, start)
        if name is None or not (name[1].lower() in _NAMES or ":" in name[1] or "-" in name[1]):
            return None
        return self._after_attributes(name.end())

    def _after_attributes(self, place: int) -> int | None:
        walked: list[int] = []
        while place not in self._dead:
            if end := _END.match(self.source, place):
                return end.end()
            walked.append(place)
            attribute = _ATTRIBUTE.match(self.source, place)
            if attribute is None:
                break
            place = attribute.end()
        self._dead.update(walked)
        return None

    def _end_of_comment(self, start: int) -> int | None:
        if self._comment_end < start + 4:
            found = self.source.find("-->", start + 4)
            self._comment_end = found if found >= 0 else len(self.source) + _LONGEST_COMMENT + 5
        return self._comment_end + 3 if self._comment_end - start - 4 <= _LONGEST_COMMENT else None


def keep_less_than(source: str) -> str:
    """The source with every `<` that begins no tag written as `&lt;`.

    >>> keep_less_than("<p>2 <3 and a<b</p>")
    '<p>2 &lt;3 and a&lt;b</p>'
    """
    reader = TagReader(source)
    kept: list[str] = []
    position = 0
    while (start := source.find("<", position)) >= 0:
        end = reader.end_of_tag(start)
        kept += [source[position:start], source[start:end] if end else "&lt;"]
        position = end or start + 1
    kept.append(source[position:])
    return "".join(kept)
