"""Sample office files written part by part: a lesson, a worksheet, and hostile variants of both."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from media.formats.samples.pictures import picture

Slides = Sequence[tuple[str, Sequence[str], str]]
LESSON: Slides = (
    ("Phân số bằng nhau", ("Mục tiêu bài học", "Nhận biết hai phân số bằng nhau"), "Hỏi bài cũ 5 phút"),
    ("Hoạt động 1", ("Chia chiếc bánh thành 4 phần",), ""),
    ("Củng cố", ("Làm bài 1, 2 trang 15",), "Giao bài về nhà"),
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>\n'
_REL_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_NS_P = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{_DOC_REL}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_NS_W = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_DOC_REL}"'


def lesson_pptx(
    slides: Slides = LESSON,
    *,
    title: str = "Bài 24. Phân số bằng nhau",
    pictures: bool = True,
    video_link: str = "",
    font: str = "Arial",
    macros: bool = False,
    doctype: bool = False,
    photo: bytes = b"",
) -> bytes:
    """A PPTX with one (title, lines, notes) per slide; the first slide carries a picture."""
    kind = (
        "application/vnd.ms-powerpoint.presentation.macroEnabled"
        if macros
        else f"{_OFFICE}.presentationml.presentation"
    )
    parts: dict[str, str | bytes] = {}
    overrides = {"ppt/presentation.xml": f"{kind}.main+xml"}
    marks, links = [], []
    for number, (heading, lines, notes) in enumerate(slides, start=1):
        part = f"ppt/slides/slide{number}.xml"
        own = [("image", "../media/image1.png", False)] if pictures and number == 1 else []
        own += [("video", video_link, True)] if video_link and number == 1 else []
        own += [("notesSlide", f"../notesSlides/notesSlide{number}.xml", False)] if notes else []
        parts[part] = _slide(heading, lines, font, with_picture=pictures and number == 1)
        parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = _rels(own)
        overrides[part] = f"{_OFFICE}.presentationml.slide+xml"
        if notes:
            parts[f"ppt/notesSlides/notesSlide{number}.xml"] = _notes(notes)
        marks.append(f'<p:sldId id="{255 + number}" r:id="rId{number}"/>')
        links.append(("slide", f"slides/slide{number}.xml", False))
    listed = f"<p:sldIdLst>{''.join(marks)}</p:sldIdLst>" if marks else ""
    head = _XML + (_BOMB if doctype else "")
    parts["ppt/presentation.xml"] = f"{head}<p:presentation {_NS_P}>{listed}</p:presentation>"
    parts["ppt/_rels/presentation.xml.rels"] = _rels(links)
    if pictures:
        parts["ppt/media/image1.png"] = picture(640, 480, "PNG", 2)
    if photo:
        parts["ppt/media/image2.jpeg"] = photo
    if macros:
        parts["ppt/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + b"\0" * 60
    return _package(parts, overrides, "ppt/presentation.xml", title)


def worksheet_docx(
    *,
    title: str = "Phiếu học tập số 1",
    headings: bool = True,
    picture_link: str = "",
    macros: bool = False,
    doctype: bool = False,
    fields: str = "",
    workbook: bytes = b"",
    photo: bytes = b"",
) -> bytes:
    """A DOCX with a preface, two chapters under Vietnamese style ids, and a table."""
    style = "u1" if headings else ""
    table = "".join(f"<w:tc>{_paragraph(text)}</w:tc>" for text in ("Đề bài", "Lời giải"))
    body = [
        _paragraph("Họ và tên: …………"),
        _paragraph("Phần 1. Trắc nghiệm", style),
        _paragraph("Câu 1. Khoanh tròn phân số bằng một phần hai."),
        _paragraph("Phần 2. Tự luận", style),
        f"<w:tbl><w:tr>{table}</w:tr></w:tbl>",
    ]
    body += [fields] if fields else []
    head = _XML + (_BOMB if doctype else "")
    main = (
        "application/vnd.ms-word.document.macroEnabled" if macros else f"{_OFFICE}.wordprocessingml.document"
    )
    links = [("styles", "styles.xml", False)]
    links += [("image", picture_link, True)] if picture_link else []
    links += [("image", "media/image1.jpeg", False)] if photo else []
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"{head}<w:document {_NS_W}><w:body>{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": _rels(links),
        "word/styles.xml": f'{_XML}<w:styles {_NS_W}><w:style w:type="paragraph" w:styleId="u1">'
        '<w:name w:val="heading 1"/></w:style></w:styles>',
    }
    if photo:
        parts["word/media/image1.jpeg"] = photo
    if workbook:
        parts["word/embeddings/sheet1.xlsx"] = workbook
    if macros:
        parts["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + b"\0" * 60
    return _package(parts, {"word/document.xml": f"{main}.main+xml"}, "word/document.xml", title)


def linked_workbook() -> bytes:
    """The part of an Excel file that matters here: a link that starts another programme (DDE)."""
    link = '<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", link)
    return out.getvalue()


def _split_field(*pieces: str) -> str:
    """A field whose code is spread over runs, as Word writes it after every pause of the typist."""
    runs = "".join(f"<w:r><w:instrText>{escape(piece)}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


FIELDS = (
    (_split_field("DD", "EAU", 'TO c:\\windows\\system32\\cmd.exe "/k calc"'), "office.dde"),
    ("<w:p><w:fldSimple w:instr=' dde Excel \"a.xlsx\" '/></w:p>", "office.dde"),
    (_split_field("INCLUDE", 'PICTURE "http://example.org/a.png" \\d'), "office.external_links"),
    (_split_field('LINK Excel.Sheet.12 "C:\\\\Users\\\\co\\\\diem.xlsx" "A1"'), "office.local_links"),
)
"""Fields of Word with the finding that each must give."""


def locked_office() -> bytes:
    """The head of an OLE2 file as Office writes for a document with a password."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 1016
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 480
    )


def old_office() -> bytes:
    """The head of an OLE2 file as Word 97 writes."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + "WordDocument".encode("utf-16-le") + b"\0" * 488
    )


def _package(parts: dict[str, str | bytes], overrides: dict[str, str], main: str, title: str) -> bytes:
    rows = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    types = (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{rows}</Types>"
    )
    core = (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>"
    )
    core_kind = f"{_REL_NS}/metadata/core-properties"
    root = (
        f'{_XML}<Relationships xmlns="{_REL_NS}">'
        f'<Relationship Id="rId1" Type="{_DOC_REL}/officeDocument" Target="{main}"/>'
        f'<Relationship Id="rId2" Type="{core_kind}" Target="docProps/core.xml"/></Relationships>'
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        everything = {"[Content_Types].xml": types, "_rels/.rels": root, "docProps/core.xml": core, **parts}
        for name, data in everything.items():
            archive.writestr(name, data)
    return out.getvalue()


def _rels(links: Sequence[tuple[str, str, bool]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_DOC_REL}/{kind}" Target={quoteattr(target)}'
        + (' TargetMode="External"/>' if external else "/>")
        for number, (kind, target, external) in enumerate(links, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_REL_NS}">{rows}</Relationships>'


def _slide(heading: str, lines: Sequence[str], font: str, *, with_picture: bool) -> str:
    shapes = _shape(2, "title", [heading], font) + _shape(3, "body", lines, font)
    if with_picture:
        shapes += (
            '<p:pic><p:nvPicPr><p:cNvPr id="4" name="Hình 1" descr="Chiếc bánh chia bốn phần"/><p:cNvPicPr/><p:nvPr/>'
            '</p:nvPicPr><p:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
            '<p:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )
    return f"{_XML}<p:sld {_NS_P}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def _notes(notes: str) -> str:
    shape = _shape(2, "body", [notes], "Arial")
    return f"{_XML}<p:notes {_NS_P}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:notes>"


def _shape(number: int, placeholder: str, lines: Sequence[str], font: str) -> str:
    rows = "".join(
        f'<a:p><a:r><a:rPr lang="vi-VN"><a:latin typeface="{font}"/></a:rPr><a:t>{escape(line)}</a:t></a:r></a:p>'
        for line in lines
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{placeholder}"/><p:cNvSpPr/><p:nvPr><p:ph type="{placeholder}"/>'
        f"</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{rows}</p:txBody></p:sp>"
    )


def _paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
