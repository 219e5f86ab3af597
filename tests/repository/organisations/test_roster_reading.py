"""What the child says about a roster is taken only as far as a roster goes; when it says nothing, people get a sentence."""

from dataclasses import asdict, replace

import pytest

from config.errors import Refused
from config.sandbox.shape import Misshapen, shaped
from repository.organisations import roster_sheet
from repository.organisations.roster_columns import (
    COLUMNS,
    MAX_ROWS,
    PUPIL_SHEET,
    Fault,
    Faulty,
    Reading,
    Refusal,
    RosterRow,
)
from repository.organisations.sandbox import READ_ROSTER

CELLS = dict(zip(COLUMNS[PUPIL_SHEET], ("Phạm Gia Hân", "6A1", "HS001"), strict=True))


def said(number=2, cells=CELLS, sheet=PUPIL_SHEET, **more):
    return {**asdict(Reading()), "rows": {sheet: [{"number": number, "cells": cells}]}, **more}


def test_a_sound_reading_is_taken():
    assert shaped(Reading, said()).rows == {PUPIL_SHEET: [RosterRow(2, CELLS)]}


@pytest.mark.parametrize(
    "answer",
    [
        said(1),
        said(MAX_ROWS + 2),
        said(2.0),
        said(sheet="Mật khẩu"),
        said(cells={**CELLS, "Vai trò": "Hiệu trưởng"}),
        said(cells={"Họ và tên": "A", "Lớp": "6A1"}),
        said(cells=dict(reversed(CELLS.items()))),
        said(cells={**CELLS, "Lớp": "6" * 201}),
        said(cells={**CELLS, "Lớp": "6\u202eA1"}),
        said(cells={**CELLS, "Lớp": "6\nA1"}),
        said(cells={**CELLS, "Lớp": 6}),
        said(unit_code="T" * 41),
        said(refusal="gladly"),
        said(rows={PUPIL_SHEET: [{"number": 2, "cells": CELLS}] * 2}),
        said(rows={PUPIL_SHEET: [{"number": 3, "cells": CELLS}, {"number": 2, "cells": CELLS}]}),
        said(faults=[{"sheet": "x", "row": 1, "column": "", "fault": "titles", "text": ""}]),
        said(faults=[{"sheet": PUPIL_SHEET, "row": 0, "column": "", "fault": "titles", "text": ""}]),
        said(faults=[{"sheet": PUPIL_SHEET, "row": 1, "column": "<b>", "fault": "titles", "text": ""}]),
        said(faults=[{"sheet": PUPIL_SHEET, "row": 1, "column": "", "fault": "<b>", "text": ""}]),
        said(faults=[{"sheet": PUPIL_SHEET, "row": 1, "column": "", "fault": "date", "text": "1" * 300}]),
    ],
)
def test_a_reader_that_was_taken_over_puts_nothing_into_a_roster(answer):
    with pytest.raises(Misshapen):
        shaped(Reading, answer)


@pytest.mark.parametrize("limits", [{"wall_seconds": 0}, {"memory_mb": 12}, {"answer_bytes": 20}])
def test_a_roster_that_is_too_heavy_gets_a_sentence(tmp_path, monkeypatch, limits):
    (request,) = READ_ROSTER.requests(tmp_path)
    path = tmp_path / "danh-sach.xlsx"
    assert request == {"path": str(path)}
    assert roster_sheet.read_roster(path).rows[PUPIL_SHEET][0].cells["Lớp"] == "6A1"
    tight = replace(READ_ROSTER, limits=replace(READ_ROSTER.limits, **limits))
    monkeypatch.setattr(roster_sheet, "READ_ROSTER", tight)
    with pytest.raises(Refused, match=r"\.xlsx"):
        roster_sheet.read_roster(path)


def test_every_fault_and_every_refusal_has_words():
    faulty = [Faulty(PUPIL_SHEET, 2, "Lớp", fault, "1/6") for fault in Fault]
    assert len({roster_sheet._fault_words(one) for one in faulty}) == len(Fault)
    assert len({roster_sheet._refusal_words(one) for one in Refusal if one}) == len(Refusal) - 1
