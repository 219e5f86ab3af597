"""What is dangerous is found wherever it lies: packed objects of a PDF, split field codes, headers, workbooks inside."""

import re
import zipfile
from io import BytesIO

import pytest

from media.formats.handlers.docx import DocxHandler
from media.formats.handlers.pdf import PdfHandler
from media.formats.samples.office import FIELDS, linked_workbook, worksheet_docx
from media.formats.samples.pdf import packed_pdf, text_pdf


def codes_of(handler, data, folder):
    path = folder / "file"
    path.write_bytes(data)
    return handler().inspect(path).codes


def test_a_packed_script_stands_nowhere_in_the_bytes_and_is_found(tmp_path):
    data = packed_pdf("<< /S /JavaScript /JS (app.alert\\(1\\)) >>")
    assert not re.search(rb"JavaScript|/JS|OpenAction", data)
    assert "pdf.javascript" in codes_of(PdfHandler, data, tmp_path)


def test_a_destination_that_opens_a_page_is_no_script(tmp_path):
    goes_to = packed_pdf("<< /S /GoTo /D [3 0 R /Fit] >>")
    assert not {"pdf.javascript", "pdf.launch", "pdf.attachments"} & set(
        codes_of(PdfHandler, goes_to, tmp_path)
    )


def test_a_script_of_a_page_or_under_an_odd_name_is_found(tmp_path):
    action = "/AA << /O << /S /J#61vaScript /J#53 (x) >> >>"
    assert "pdf.javascript" in codes_of(PdfHandler, text_pdf([["Bài 1"]], catalog=action), tmp_path)


@pytest.mark.parametrize(("fields", "code"), FIELDS)
@pytest.mark.parametrize("part", ["header1", "footnotes", "comments", "glossary/document"])
def test_a_field_is_found_in_every_part_of_a_word_file(fields, code, part, tmp_path):
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = BytesIO(worksheet_docx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(f"word/{part}.xml", f'<w:hdr xmlns:w="{space}">{fields}</w:hdr>')
    assert code in codes_of(DocxHandler, out.getvalue(), tmp_path)


def test_fields_in_fields_are_read_apart_and_ordinary_ones_say_nothing(tmp_path):
    def run(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def code(text):
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    nested = f"<w:p>{run('begin')}{code('DDE')}{run('begin')}{code('PAGE')}{run('end')}{code('AUTO x y')}{run('end')}</w:p>"
    assert "office.dde" in codes_of(DocxHandler, worksheet_docx(fields=nested), tmp_path)
    plain = f"<w:p>{run('begin')}{code(' TOC 1-3 ')}{run('end')}</w:p>"
    assert codes_of(DocxHandler, worksheet_docx(fields=plain), tmp_path) == []


def test_a_workbook_inside_is_opened_for_its_links(tmp_path):
    assert "office.dde" in codes_of(DocxHandler, worksheet_docx(workbook=linked_workbook()), tmp_path)
