"""What a PDF carries in its objects, wherever they lie: PDFium unpacks them all, and the names are read from what it writes.

Object streams, any filter, names written with `#` and encrypted streams hide nothing: in the copy that PDFium writes every
object stands in the open. The copy is read piece by piece and kept nowhere. Runs in the child process only.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter

from pypdfium2 import PdfDocument
from pypdfium2 import raw as pdfium

_NAMES = re.compile(rb"/(JavaScript|JS|Launch|Rendition|EmbeddedFile)(?=[\s/<>\[\]()]|[0-9])")
_CARRIED = 32  # longer than any name: one that is cut in two is found with the next piece


def active_names(document: PdfDocument) -> Counter[str]:
    """How often each name of something active stands in the document's objects. `JS` alone may be chance in a picture."""
    names = _Names()

    def write(_this: object, data: int, size: int) -> int:
        names.read(ctypes.string_at(data, size))
        return 1

    target = pdfium.FPDF_FILEWRITE(version=1)
    target.WriteBlock = type(target.WriteBlock)(write)
    pdfium.FPDF_SaveAsCopy(document, target, pdfium.FPDF_REMOVE_SECURITY)
    return names.done()


class _Names:
    """Reads what PDFium writes and counts the names."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()
        self._carried = b""

    def read(self, piece: bytes) -> None:
        """The next piece; what begins in its last bytes is counted with the following one."""
        data = self._carried + piece
        end = max(0, len(data) - _CARRIED)
        self._count(data, end)
        self._carried = data[end:]

    def done(self) -> Counter[str]:
        """All counts, the last bytes included."""
        self._count(self._carried + b" ", len(self._carried))
        return self._found

    def _count(self, data: bytes, end: int) -> None:
        for match in _NAMES.finditer(data):
            if match.start() < end:
                self._found[match[1].decode()] += 1
