"""Sample PDF files, written by hand: text with Vietnamese letters, scans, locked, cut and scripted ones."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from media.formats.samples.lettering import glyph, letter_width
from media.formats.samples.pictures import picture

_FIRST_CODE = 33


def text_pdf(
    pages: Sequence[Sequence[str]],
    *,
    title: str = "",
    outline: Sequence[str] = (),
    catalog: str = "",
    trailer: str = "",
) -> bytes:
    """A PDF with one list of lines per page, the first line as a heading; `outline` names the first pages.

    `catalog` and `trailer` are raw additions for hostile samples. At most 220 different characters in all.
    """
    letters = sorted({letter for lines in pages for line in lines for letter in line} - {" "})
    if len(letters) > 220:
        raise ValueError("too many different characters for one simple font")
    codes = {letter: _FIRST_CODE + index for index, letter in enumerate(letters)} | {" ": 32}
    objects = _Objects()
    font = objects.add(_font(codes, objects))
    tree = objects.reserve()
    numbers = [objects.add(_page(tree, font, objects.stream(_lines(lines, codes)))) for lines in pages]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects.put(tree, f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>")
    marks = _outline(objects, outline, numbers)
    info = objects.add(f"<< /Title {_text(title)} /Producer (Hoclieu) >>")
    root = objects.add(f"<< /Type /Catalog /Pages {tree} 0 R /Lang (vi-VN) {marks} {catalog} >>")
    return objects.file(root, info, trailer)


def pictured_pdf(
    pages: Sequence[Sequence[str]], pictures: Sequence[bytes], *, title: str = "", outline: Sequence[str] = ()
) -> bytes:
    """Pages that show a JPEG picture each (A4, 827 x 1169 pixels) over invisible text, as a scanner with text
    recognition makes them: the letters look right wherever the file is opened."""
    letters = sorted({letter for lines in pages for line in lines for letter in line} - {" "})
    if len(letters) > 220:
        raise ValueError("too many different characters for one simple font")
    codes = {letter: _FIRST_CODE + index for index, letter in enumerate(letters)} | {" ": 32}
    objects = _Objects()
    font = objects.add(_font(codes, objects))
    tree = objects.reserve()
    numbers = []
    for lines, picture_bytes in zip(pages, pictures, strict=True):
        head = "/Type /XObject /Subtype /Image /Width 827 /Height 1169 /ColorSpace /DeviceRGB /BitsPerComponent 8"
        image = objects.stream(picture_bytes, f"{head} /Filter /DCTDecode")
        content = objects.stream(b"q 595 0 0 842 0 0 cm /Im Do Q\n3 Tr\n" + _lines(lines, codes))
        resources = f"<< /XObject << /Im {image} 0 R >> /Font << /F {font} 0 R >> >>"
        numbers.append(objects.add(_page_dict(tree, resources, content)))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects.put(tree, f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>")
    marks = _outline(objects, outline, numbers)
    info = objects.add(f"<< /Title {_text(title)} /Producer (Hoclieu) >>")
    root = objects.add(f"<< /Type /Catalog /Pages {tree} 0 R /Lang (vi-VN) {marks} >>")
    return objects.file(root, info, "")


def scanned_pdf(pages: int = 2, *, with_position: bool = False) -> bytes:
    """Pages that are pictures only."""
    objects = _Objects()
    tree = objects.reserve()
    numbers = []
    for index in range(pages):
        data = picture(300, 400, "JPEG", index, with_position=with_position)
        head = (
            "/Type /XObject /Subtype /Image /Width 300 /Height 400 /ColorSpace /DeviceRGB /BitsPerComponent 8"
        )
        image = objects.stream(data, f"{head} /Filter /DCTDecode")
        content = objects.stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
        resources = f"<< /XObject << /Im {image} 0 R >> >>"
        numbers.append(objects.add(_page_dict(tree, resources, content)))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects.put(tree, f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>")
    return objects.file(objects.add(f"<< /Type /Catalog /Pages {tree} 0 R >>"), None, "")


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    secret = "<" + "5a" * 32 + ">"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {secret} /U {secret} /P -44 >> /ID [<00> <00>]"
    return text_pdf([["Bí mật"]], trailer=encrypt)


def scripted_pdf() -> bytes:
    """A PDF that carries JavaScript."""
    names = "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>"
    return text_pdf([["Tệp có mã lệnh", "Nội dung"]], catalog=names)


def packed_pdf(action: str) -> bytes:
    """A PDF 1.5 whose catalogue and opening action lie in a compressed object stream: no name of theirs is in the bytes."""
    bodies = {
        1: "<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        4: action,
    }
    head, body = "", ""
    for number, text in bodies.items():
        head += f"{number} {len(body)} "
        body += f"{text} "
    packed = zlib.compress((head + body).encode("latin-1"))
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    stream_at = len(out)
    about = f"/Type /ObjStm /N {len(bodies)} /First {len(head)} /Filter /FlateDecode /Length {len(packed)}"
    out += f"5 0 obj\n<< {about} >>\nstream\n".encode() + packed + b"\nendstream\nendobj\n"
    xref_at = len(out)
    rows = [
        (0, 0, 0xFF),
        *((2, 5, index) for index in range(len(bodies))),
        (1, stream_at, 0),
        (1, xref_at, 0),
    ]
    table = zlib.compress(b"".join(struct.pack(">BIB", *row) for row in rows))
    about = f"/Type /XRef /Size {len(rows)} /W [1 4 1] /Root 1 0 R /Filter /FlateDecode /Length {len(table)}"
    out += f"6 0 obj\n<< {about} >>\nstream\n".encode() + table + b"\nendstream\nendobj\n"
    return bytes(out + f"startxref\n{xref_at}\n%%EOF\n".encode())


class _Objects:
    """Numbered objects of a PDF under construction."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []

    def reserve(self) -> int:
        self._bodies.append(b"null")
        return len(self._bodies)

    def put(self, number: int, body: str | bytes) -> None:
        self._bodies[number - 1] = body if isinstance(body, bytes) else body.encode("latin-1")

    def add(self, body: str | bytes) -> int:
        number = self.reserve()
        self.put(number, body)
        return number

    def stream(self, data: bytes, extra: str = "") -> int:
        head = f"<< /Length {len(data)} {extra} >>\nstream\n".encode("latin-1")
        return self.add(head + data + b"\nendstream")

    def file(self, root: int, info: int | None, trailer: str) -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self._bodies, start=1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
        about = f"/Info {info} 0 R " if info else ""
        out += f"trailer\n<< /Size {len(offsets) + 1} /Root {root} 0 R {about}{trailer} >>\n".encode()
        return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def _text(value: str) -> str:
    return "<FEFF" + value.encode("utf-16-be").hex().upper() + ">"


def _font(codes: dict[str, int], objects: _Objects) -> str:
    ranked = sorted(codes.items(), key=lambda pair: pair[1])
    differences = " ".join(f"/g{code}" for _, code in ranked)
    glyphs = " ".join(f"/g{code} {objects.stream(glyph(letter))} 0 R" for letter, code in ranked)
    widths = " ".join(str(letter_width(letter)) for letter, _ in ranked)
    base = objects.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    return (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 -250 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/FirstChar 32 /LastChar {31 + len(codes)} /Widths [{widths}] /CharProcs << {glyphs} >> "
        f"/Encoding << /Type /Encoding /Differences [32 {differences}] >> "
        f"/Resources << /Font << /H {base} 0 R >> >> /ToUnicode {objects.stream(_unicode_map(ranked))} 0 R >>"
    )


def _unicode_map(ranked: list[tuple[str, int]]) -> bytes:
    """The table by which readers find and copy the text."""
    rows = [f"<{code:02X}> <{letter.encode('utf-16-be').hex().upper()}>" for letter, code in ranked]
    maps = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (rows[at : at + 100] for at in range(0, len(rows), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /U def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{maps}endcmap\nend\nend"
    ).encode("ascii")


def _lines(lines: Sequence[str], codes: dict[str, int]) -> bytes:
    parts = [b"BT"]
    height = 780
    for index, line in enumerate(lines):
        size = 20 if index == 0 else 11
        packed = bytes(codes[letter] for letter in line).hex()
        parts.append(f"/F {size} Tf 1 0 0 1 56 {height} Tm <{packed}> Tj".encode())
        height -= 32 if index == 0 else 15
    return b"\n".join([*parts, b"ET"])


def _page(tree: int, font: int, content: int) -> str:
    return _page_dict(tree, f"<< /Font << /F {font} 0 R >> >>", content)


def _page_dict(tree: int, resources: str, content: int) -> str:
    box = "/MediaBox [0 0 595 842]"
    return f"<< /Type /Page /Parent {tree} 0 R {box} /Resources {resources} /Contents {content} 0 R >>"


def _outline(objects: _Objects, titles: Sequence[str], pages: Sequence[int]) -> str:
    if not titles:
        return ""
    top = objects.reserve()
    marks = [objects.reserve() for _ in titles]
    for index, (title, mark) in enumerate(zip(titles, marks, strict=True)):
        links = f"/Next {marks[index + 1]} 0 R " if index + 1 < len(marks) else ""
        links += f"/Prev {marks[index - 1]} 0 R " if index else ""
        objects.put(
            mark, f"<< /Title {_text(title)} /Parent {top} 0 R {links}/Dest [{pages[index]} 0 R /Fit] >>"
        )
    objects.put(top, f"<< /Type /Outlines /First {marks[0]} 0 R /Last {marks[-1]} 0 R /Count {len(marks)} >>")
    return f"/Outlines {top} 0 R"
