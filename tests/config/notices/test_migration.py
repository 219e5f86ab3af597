"""From the tables of the release before to these: no row is lost, and what was told is still read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.notices.models import Notice
from tests.cast import staff
from tests.factories.notices import sentences

APP = "config_notices"


def migrated_to(name):
    executor = MigrationExecutor(connection)
    executor.migrate([(APP, name)])
    return MigrationExecutor(connection).loader.project_state([(APP, name)]).apps


@pytest.mark.django_db(transaction=True)
def test_every_row_of_before_is_kept_and_read():
    teacher = staff("gv.cu", "Cô Cũ")
    former = migrated_to("0001_initial").get_model(APP, "Notice")
    try:
        for number in range(30):
            former.objects.create(
                recipient_id=teacher.pk, kind="x", subject=f"x:{number}", text=f"Tin {number}"
            )
        before = list(former.objects.order_by("pk").values())
    finally:
        migrated_to("0003_sentence_of_before")
    kept = list(Notice.objects.order_by("pk").values())
    assert [row.pop("entry_id") for row in kept] == [None] * 30
    assert kept == before
    assert sentences(teacher) == [f"Tin {number}" for number in reversed(range(30))]
