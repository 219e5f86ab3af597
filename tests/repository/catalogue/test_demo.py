"""The demo city's materials: real files, every state, and nothing twice."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command

from config.demo import DemoSize
from media.formats.sandbox import inspect_in_child
from repository.catalogue.demo import read_lessons, seed_materials
from repository.catalogue.demo_files import Lesson, make_file
from repository.catalogue.models import LearningMaterial, MaterialPassage, MaterialVersion

LESSON = Lesson(
    "Phân số bằng nhau", 9, [("Khởi động", "Chia đều ba chiếc bánh"), ("Luyện tập", "Bài 1 trang 8")]
)


@pytest.mark.parametrize("kind", ["pptx", "docx", "pdf", "mp4", "jpg"])
def test_each_kind_of_file_passes_the_check_of_strangers_files(kind, tmp_path):
    path = tmp_path / f"bai.{kind}"
    path.write_bytes(make_file(kind, LESSON))
    inspection = inspect_in_child(path, path.name)
    assert inspection.accepted, inspection.codes
    if kind in {"pptx", "docx", "pdf"}:
        assert "Chia đều ba chiếc bánh" in " ".join(section.text for section in inspection.sections)


@pytest.mark.django_db
@pytest.mark.slow
def test_the_city_has_every_state_and_a_second_run_adds_nothing(db):
    call_command("load_reference", verbosity=0)
    from repository.organisations.demo import seed_organisations

    seed_organisations(DemoSize(pupils=0), lambda *_: None)
    chosen = DemoSize(materials=60, pupils=0)
    seed_materials(chosen, lambda *_: None)
    states = Counter(LearningMaterial.objects.values_list("state", flat=True))
    assert len(read_lessons()) == 40
    assert {"draft", "submitted", "appraised", "returned", "approved", "withdrawn"} <= set(states)
    assert LearningMaterial.objects.count() == 60
    assert MaterialPassage.objects.count() > MaterialVersion.objects.count()

    seed_materials(chosen, lambda *_: None)
    assert LearningMaterial.objects.count() == 60
