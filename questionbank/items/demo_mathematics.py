"""Sixty questions of mathematics for the demo city, made from small numbers so that every key is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

CHOICE, CLUSTER, SHORT = "multiple_choice", "true_false_group", "short_answer"


@dataclass(frozen=True)
class Task:
    """What a question needs before it is typed; `answer` is a letter, a row of Đ and S, or texts split by `;`."""

    type_key: str
    grade: str
    topic: str
    level: str
    stem: str
    texts: list[str]
    answer: str
    solution: str


def _tex(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def _decimal(value: Fraction) -> str:
    """A terminating decimal as it is written in Vietnam.

    >>> _decimal(Fraction(5, 4))
    '1,25'
    """
    text = f"{float(value):.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def _choice(
    grade: str, topic: str, level: str, stem: str, right: str, wrong: list[str], solution: str
) -> Task:
    """Four options with the right one at a place that the stem decides, so that no letter is the usual one."""
    place = sum(map(ord, stem)) % 4
    texts = [*wrong[:place], right, *wrong[place:3]]
    return Task(CHOICE, grade, topic, level, stem, [f"${text}$" for text in texts], "ABCD"[place], solution)


def _fractions() -> Iterator[Task]:
    for a, b, c, d in ((1, 2, 1, 3), (2, 3, 1, 4), (3, 4, 1, 6), (5, 6, 1, 4), (2, 5, 1, 2), (3, 8, 1, 4)):
        total = Fraction(a, b) + Fraction(c, d)
        wrong = [_tex(Fraction(a + c, b + d)), _tex(total + Fraction(1, b * d)), _tex(Fraction(a * c, b * d))]
        yield _choice(
            "6", "TOAN6-PS", "understanding",
            f"Kết quả của phép tính $\\frac{{{a}}}{{{b}}} + \\frac{{{c}}}{{{d}}}$ là",
            _tex(total), wrong, f"Quy đồng mẫu số {lcm(b, d)} rồi cộng tử số, được ${_tex(total)}$.",
        )  # fmt: skip


def _divisors() -> Iterator[Task]:
    for a, b in ((12, 18), (24, 36), (20, 30), (45, 60), (28, 42)):
        stem = f"Ước chung lớn nhất của ${a}$ và ${b}$ là số nào?"
        yield Task(
            SHORT, "6", "TOAN6-STN", "applying", stem, [], str(gcd(a, b)), f"ƯCLN({a}, {b}) = {gcd(a, b)}."
        )
    for a, b in ((4, 6), (8, 12), (9, 15)):
        texts = [
            f"ƯCLN$({a}, {b}) = {gcd(a, b)}$.",
            f"BCNN$({a}, {b}) = {a * b}$.",
            f"BCNN$({a}, {b})$ chia hết cho ${a}$.",
            f"${a} \\cdot {b} = {a * b}$ bằng tích của ƯCLN và BCNN.",
        ]
        yield Task(
            CLUSTER, "6", "TOAN6-STN", "understanding", f"Xét hai số ${a}$ và ${b}$.", texts, "ĐSĐĐ",
            f"BCNN$({a}, {b}) = {lcm(a, b)}$.",
        )  # fmt: skip


def _integers() -> Iterator[Task]:
    for a, b in ((-7, 12), (5, -9), (-8, -6), (-15, 4)):
        stem = f"Giá trị của $({a}) + ({b})$ là"
        wrong = [str(a - b), str(-(a + b)), str(abs(a) + abs(b) + 1)]
        yield _choice(
            "6", "TOAN6-SN", "knowing", stem, str(a + b), wrong, "Cộng hai số nguyên theo quy tắc dấu."
        )


def _proportions() -> Iterator[Task]:
    for a, b, c in ((2, 5, 10), (3, 4, 12), (4, 5, 8), (6, 8, 20)):
        x = Fraction(a * c, b)
        stem = f"Biết $\\frac{{x}}{{{c}}} = \\frac{{{a}}}{{{b}}}$. Tìm $x$."
        yield Task(SHORT, "7", "TOAN7-TLT", "applying", stem, [], _decimal(x), f"$x = {c} \\cdot {a} : {b}$.")


def _powers() -> Iterator[Task]:
    for base, first, second in ((2, 3, 4), (3, 2, 5), (5, 4, 2), (7, 3, 3)):
        wrong = [
            f"{base}^{{{first * second + 1}}}",
            f"{base * base}^{{{first + second}}}",
            f"{base}^{{{abs(first - second)}}}",
        ]
        yield _choice(
            "7", "TOAN7-SHT", "knowing", f"Viết ${base}^{first} \\cdot {base}^{second}$ dưới dạng một luỹ thừa.",
            f"{base}^{{{first + second}}}", wrong, "Nhân hai luỹ thừa cùng cơ số: cộng số mũ.",
        )  # fmt: skip


def _polynomials() -> Iterator[Task]:
    for a, b, x in ((2, -3, 4), (1, 5, -2), (3, -7, 2)):
        value = a * x * x + b
        sign = "+" if b > 0 else "-"
        stem = f"Cho đa thức $P(x) = {a if a > 1 else ''}x^2 {sign} {abs(b)}$."
        texts = [
            "Bậc của đa thức là $2$.",
            f"$P({x}) = {value}$.",
            f"Hệ số tự do là ${b}$.",
            f"$P(0) = {a}$.",
        ]
        yield Task(CLUSTER, "7", "TOAN7-DT1", "understanding", stem, texts, "ĐĐĐS", f"$P(0) = {b}$.")


def _identities() -> Iterator[Task]:
    for a in (2, 3, 4, 5):
        wrong = [f"x^2 + {a * a}", f"x^2 + {a}x + {a * a}", f"x^2 - {2 * a}x + {a * a}"]
        yield _choice(
            "8", "TOAN8-HDT", "knowing", f"Khai triển $(x + {a})^2$ được", f"x^2 + {2 * a}x + {a * a}", wrong,
            "Bình phương của một tổng: $(A + B)^2 = A^2 + 2AB + B^2$.",
        )  # fmt: skip


def _equations() -> Iterator[Task]:
    for a, b, c in ((2, 3, 8), (4, -5, 9), (5, 2, 4), (3, 7, 1), (8, 1, 7)):
        x = Fraction(c - b, a)
        if x.denominator in {3, 7}:
            continue
        sign = "+" if b > 0 else "-"
        stem = f"Nghiệm của phương trình ${a}x {sign} {abs(b)} = {c}$ là số nào?"
        yield Task(SHORT, "8", "TOAN8-PTBN", "applying", stem, [], _decimal(x), f"$x = {_tex(x)}$.")


def _pythagoras() -> Iterator[Task]:
    for a, b, c in ((3, 4, 5), (6, 8, 10), (5, 12, 13), (8, 15, 17)):
        texts = [
            f"$BC^2 = {a * a} + {b * b}$.",
            f"$BC = {a + b}$ cm.",
            f"Diện tích tam giác là ${_decimal(Fraction(a * b, 2))}$ cm².",
            f"Chu vi tam giác là ${a + b + c}$ cm.",
        ]
        stem = f"Tam giác $ABC$ vuông tại $A$ có $AB = {a}$ cm, $AC = {b}$ cm."
        yield Task(CLUSTER, "8", "TOAN8-PYT", "applying", stem, texts, "ĐSĐĐ", f"$BC = {c}$ cm.")


def _linear_functions() -> Iterator[Task]:
    for a, b in ((2, 1), (-3, 4), (5, -2)):
        sign = "+" if b > 0 else "-"
        wrong = [str(b), str(-a), f"{a + b}"]
        stem = f"Hệ số góc của đường thẳng $y = {a}x {sign} {abs(b)}$ là"
        yield _choice("8", "TOAN8-HSBN", "knowing", stem, str(a), wrong, "Hệ số góc là hệ số của $x$.")


def _roots() -> Iterator[Task]:
    for number in (4, 9, 25, 36):
        root = int(number**0.5)
        wrong = [str(number), str(-root), str(number * 2)]
        yield _choice(
            "9",
            "TOAN9-CT",
            "knowing",
            f"Giá trị của $\\sqrt{{{number}}}$ là",
            str(root),
            wrong,
            "Căn bậc hai số học không âm.",
        )


def _quadratics() -> Iterator[Task]:
    for first, second in ((1, 2), (2, 3), (1, 5), (-1, 4), (3, 4)):
        total, product = first + second, first * second
        sign = "+" if product > 0 else "-"
        stem = f"Phương trình $x^2 - {total}x {sign} {abs(product)} = 0$ có tổng hai nghiệm bằng bao nhiêu?"
        yield Task(
            SHORT,
            "9",
            "TOAN9-PTB2",
            "understanding",
            stem,
            [],
            str(total),
            "Theo định lí Viète.",
        )


def _systems() -> Iterator[Task]:
    for x, y in ((1, 2), (3, 1), (2, 5)):
        stem = f"Hệ phương trình $\\begin{{cases}} x + y = {x + y} \\\\ x - y = {x - y} \\end{{cases}}$ có nghiệm là"
        wrong = [f"({y}; {x})", f"({x + y}; {x - y})", f"({x}; {-y})"]
        yield _choice(
            "9", "TOAN9-HPT", "applying", stem, f"({x}; {y})", wrong, "Cộng hai phương trình theo từng vế."
        )


def _chances() -> Iterator[Task]:
    for red, blue in ((2, 3), (1, 4), (3, 5)):
        chance = Fraction(red, red + blue)
        stem = f"Túi có {red} bi đỏ, {blue} bi xanh. Lấy ngẫu nhiên một bi. Xác suất được bi đỏ là bao nhiêu?"
        yield Task(
            SHORT,
            "9",
            "TOAN9-KGM",
            "applying",
            stem,
            [],
            _decimal(chance),
            f"$\\frac{{{red}}}{{{red + blue}}}$.",
        )


TASKS: list[Task] = [
    *_fractions(), *_divisors(), *_integers(), *_proportions(), *_powers(), *_polynomials(), *_identities(),
    *_equations(), *_pythagoras(), *_linear_functions(), *_roots(), *_quadratics(), *_systems(), *_chances(),
]  # fmt: skip
