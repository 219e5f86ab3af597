"""`docs/howto/add-a-facet.md` is true: its file is taken from the page and used."""

import re
from pathlib import Path

import pytest

from repository.catalogue.models import LearningMaterial
from repository.curriculum.models import TextbookSeries
from search.facets import FACETS, Source

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/add-a-facet.md"


@pytest.fixture
def series_facet():
    text = PAGE.read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.S)[1]
    assert "`search/facets/series.py`" in text
    exec(compile(code, str(PAGE), "exec"), {"__name__": "search.facets.series"})
    yield FACETS["series"]
    FACETS.remove("series")


def test_the_facet_of_the_page_works(series_facet, cast):
    series = TextbookSeries.objects.first()
    work = LearningMaterial(created_by=cast.teacher_a, owner_org=cast.school_a, series=series)
    codes = series_facet.codes(Source(work))
    assert codes == (series.code,)
    assert series_facet.name(codes) == {series.code: series.label}
    assert FACETS.keys().index("series") == FACETS.keys().index("material_type") + 1


def test_every_part_of_a_facet_is_explained():
    text = PAGE.read_text(encoding="utf-8")
    for part in ("key", "field", "label", "read", "name", "size", "order", "audience"):
        assert f"`{part}" in text, part


def test_commands_of_the_page_exist():
    from django.core.management import get_commands

    for command in re.findall(r"manage\.py (\w+)", PAGE.read_text(encoding="utf-8")):
        assert command in get_commands()
