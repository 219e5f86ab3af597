"""What is typed is heard in one place: whoever asks by themselves whether a word is being composed forgets half of it."""

import re

from tests.architecture.source import ROOT

ASKS = re.compile(r"isComposing|compositionend|compositionstart|\.composing\b")
MAY_ASK = {
    "site/pace.ts": "the one place that listens",
    "site/typing.ts": "keys that choose a sign of an input method are no shortcuts",
    "site/suggest.ts": "keys that choose a sign of an input method do not choose a suggestion",
    "editor/alt-bar.ts": "Enter that ends a word does not close the bar",
    "player/components/short-answer.ts": "a field is never written into while a word is open in it",
}


def test_only_one_place_listens_to_compositions():
    files = (ROOT / "frontend").rglob("*.ts")
    asking = {str(file.relative_to(ROOT / "frontend")) for file in files if ASKS.search(file.read_text())}
    assert asking <= set(MAY_ASK), asking - set(MAY_ASK)
    assert "site/pace.ts" in asking
