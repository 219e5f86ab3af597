"""`manage.py grade_file`: one object per answer, a sentence and exit status 2 for files that cannot be used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from questionbank.types.registry import QUESTION_TYPES

ROOT = Path(__file__).resolve().parents[3]
QUESTION = {
    "type": "short_answer",
    "body": {"stem": "Tính $5{,}4:2$", "input": "number"},
    "key": {"accepted": ["2,7", {"value": "2,70001", "fraction": "0.3333333"}]},
    "points": "0.75",
}


@pytest.fixture
def grade(tmp_path, capsys):
    def run(question, responses, *flags):
        paths = []
        for name, content in (("question.json", question), ("responses.json", responses)):
            path = tmp_path / name
            path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
            paths.append(str(path))
        call_command("grade_file", *paths, *flags)
        return capsys.readouterr().out.splitlines()

    return run


def test_one_object_per_answer_with_exact_numbers(grade):
    rows = [json.loads(line) for line in grade(QUESTION, ["2,70", "2,70001", "3", None, "", 5], "--json")]
    assert [row["fraction"] for row in rows] == [1, 0.3333333, 0, 0, 0, 0]
    assert [row["points"] for row in rows] == [0.75, 0.25, 0, 0, 0, 0]
    assert [row["invalid"] for row in rows] == [None] * 5 + ["wrong_shape"]
    assert [row["answered"] for row in rows] == [True, True, True, False, False, True]
    assert {"fraction", "points", "parts", "flags", "invalid"} <= rows[0].keys()


def test_answers_may_carry_names_and_stand_in_an_object(grade):
    rows = grade(QUESTION, {"responses": [{"id": "An", "response": "1.234"}]}, "--json")
    (row,) = map(json.loads, rows)
    assert row["id"] == "An"
    assert row["flags"] == ["ambiguous_number"]


@pytest.mark.parametrize("name", ["\ud800", {"a": 1}, [], None, "Nguyễn Thị Ánh", 10**50])
def test_any_name_can_be_printed(name, grade):
    for flags in (["--json"], []):
        assert len(grade(QUESTION, [{"id": name, "response": "2,7"}], *flags)) == 1


def test_without_json_a_line_for_people(grade):
    assert grade(QUESTION, ["2,7", 5]) == ["1: 0.75 (1)", "2: 0 (0)  wrong_shape"]


@pytest.mark.parametrize("kind", QUESTION_TYPES.values(), ids=QUESTION_TYPES.keys())
def test_every_example_of_every_type_can_be_a_file(kind, grade):
    for example in kind.examples():
        question = {
            "type": kind.key,
            "body": example.body,
            "key": example.key,
            "rule": example.rule.to_json(),
            "points": 1,
        }
        rows = [
            json.loads(line) for line in grade(question, [one.raw for one in example.responses], "--json")
        ]
        assert [row["fraction"] for row in rows] == [float(one.fraction or 0) for one in example.responses]
        assert [row["invalid"] is not None for row in rows] == [
            one.fraction is None for one in example.responses
        ]


@pytest.mark.parametrize(
    ("question", "responses"),
    [
        (b"", []),
        (b"{", []),
        (b"\xff\xfe", []),
        (b"[" * 100_000, []),
        (b"null", []),
        (b"NaN", []),
        ([], []),
        ({"type": "telepathy"}, []),
        ({"type": ["short_answer"]}, []),
        ({"type": "short_answer"}, []),
        ({**QUESTION, "body": {"stem": "$\\input{x}$"}}, []),
        ({**QUESTION, "key": {"accepted": ["1.234"]}}, []),
        ({**QUESTION, "rule": "steps_2025"}, []),
        ({**QUESTION, "points": -1}, []),
        ({**QUESTION, "points": "NaN"}, []),
        ({**QUESTION, "hint": 1}, []),
        (QUESTION, b""),
        (QUESTION, b"[1,"),
        (QUESTION, 5),
        (QUESTION, {"answers": []}),
        (QUESTION, b"9" * 5_000),
    ],
    ids=range(21),
)
def test_files_that_cannot_be_used(question, responses, grade):
    with pytest.raises(CommandError) as refused:
        grade(question, responses, "--json")
    assert refused.value.returncode == 2
    assert "question.json" in str(refused.value) or "responses.json" in str(refused.value)
    assert len(str(refused.value)) < 2_000


def test_files_that_are_none(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(CommandError) as refused:
            call_command("grade_file", str(path), str(path))
        assert refused.value.returncode == 2


def test_from_the_command_line_there_is_a_sentence_and_no_traceback(tmp_path):
    command = [sys.executable, "manage.py", "grade_file", str(tmp_path / "none.json"), "x", "--json"]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "LANG": "C.UTF-8"}
    )
    assert run.returncode == 2
    assert run.stdout == ""
    assert "none.json" in run.stderr
    assert "Traceback" not in run.stderr


def words(accepted):
    return {"type": "short_answer", "body": {"stem": "x", "input": "text"}, "key": {"accepted": [accepted]}}


def fractions(grade, question, answers):
    return [json.loads(line)["fraction"] for line in grade(question, answers, "--json")]


def test_signs_that_nobody_sees_never_change_a_mark(grade):
    right = [
        "Hà Nội",
        "hà nội",
        "Ha\u0300 No\u0323\u0302i",
        "Hà Nội\u200b",
        "Hà\u00a0Nội",
        "\u200fHà Nội",
        "Hà\u00ad Nội",
    ]
    right += ["HÀ NỘI.", "Hà  Nội", "\ufeffHà Nội", "Hà\u2060 Nội", "H\u200dà Nội\ufe0f", "Hà\x0bNội"]
    wrong = ["Hà\u200bNội", "Hà Nội 😀", "hà nộị", "\u200b"]
    assert fractions(grade, words("Hà Nội"), right) == [1] * len(right)
    assert fractions(grade, words("Hà Nội"), wrong) == [0] * len(wrong)
    assert json.loads(grade(words("x"), ["\u200b\u2060"], "--json")[0])["answered"] is False


def test_a_key_is_kept_without_signs_that_nobody_sees(grade):
    assert fractions(grade, words("quang hợp\u200b"), ["quang hợp", "quang hợp\u200b"]) == [1, 1]
    kind = QUESTION_TYPES["short_answer"]
    body = kind.read_body(words("x")["body"])
    key = kind.read_key(body, {"accepted": ["\ufeffquang\u00ad hợp\u200b", {"value": "Ðiện\u2060"}]})
    assert [one.value for one in key.accepted] == ["quang hợp", "Điện"]


def test_old_signs_for_d_are_equal_to_it(grade):
    answers = ["Đống Đa", "Ðống Ða", "đống đa", "ðống ða", "Ɖống Ɖa", "ĐỐNG ĐA", "₫ống ₫a", "D\u0335ống đa"]
    assert fractions(grade, words("Đống Đa"), answers) == [1] * len(answers)


@pytest.mark.parametrize("answer", ["2\u200b,7", "\u200e2,7", "\ufeff2,70", "2,7\u00ad", "\u20602,7 "])
def test_signs_that_nobody_sees_do_not_make_a_number_wrong(grade, answer):
    assert fractions(grade, QUESTION, [answer]) == [1]
