"""Index and database stay in step, whatever goes wrong between them."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from repository.catalogue.models import LearningMaterial, MaterialState
from search.backends import engine
from search.backends.base import EngineDown, Query
from search.indexes import KINDS, definitions
from search.sync import rebuild as rebuild_module
from search.sync import relay as relay_module
from search.sync.check import find_drift
from search.sync.lease import writing_lease
from search.sync.models import FillingGeneration, IndexedVersion, IndexLease, SearchOutbox
from search.sync.rebuild import rebuild, rebuild_needed
from search.sync.relay import MAX_ATTEMPTS, outbox_state, relay
from search.sync.services import owe, revive_dead
from tests.cast import as_viewer
from tests.search.conftest import publish, share, unshare, write_material

pytestmark = pytest.mark.django_db


def found(text, viewer, index="materials"):
    page = engine().search(definitions()[index], Query(tokens=viewer.tokens, text=text))
    return [hit.id for hit in page.hits]


def pages_found(text, viewer, work, index="pages"):
    best = engine().best_pages(
        definitions()[index], [work], Query(tokens=viewer.tokens, text=text), per_parent=9
    )
    return [passage.payload["anchor"] for passage in best.get(work, ())]


class TestOutbox:
    def test_a_change_that_is_rolled_back_owes_nothing(self, cast, index):
        with pytest.raises(RuntimeError), transaction.atomic():
            write_material(cast.teacher_a, cast.school_a, "Phân số")
            raise RuntimeError
        assert not SearchOutbox.objects.exists()

    def test_several_changes_of_one_work_are_one_piece_of_work(self, cast, index):
        material = write_material(cast.teacher_a, cast.school_a, "Phân số")
        owe("material", [material.public_id] * 3)
        assert index().objects == 1
        assert not SearchOutbox.objects.exists()

    def test_the_work_is_read_when_its_turn_comes(self, cast, index):
        material = write_material(cast.teacher_a, cast.school_a, "Tên cũ")
        LearningMaterial.objects.filter(pk=material.pk).update(title="Tên mới")
        index()
        assert found("tên mới", as_viewer(cast.teacher_a)) == [f"d:{material.public_id}"]

    def test_a_work_that_cannot_be_read_does_not_hold_up_the_others(self, cast, index, monkeypatch):
        good = write_material(cast.teacher_a, cast.school_a, "Bài tốt")
        bad = write_material(cast.teacher_a, cast.school_a, "Bài độc")
        original = LearningMaterial.draft.fget
        poison = lambda self: 1 / 0 if self.pk == bad.pk else original(self)  # noqa: E731
        monkeypatch.setattr(LearningMaterial, "draft", property(poison))
        report = index()
        assert (report.objects, report.failed) == (1, 1)
        assert found("bài", as_viewer(cast.teacher_a)) == [f"d:{good.public_id}"]
        row = SearchOutbox.objects.get()
        assert row.attempts == 1 and "ZeroDivisionError" in row.last_error

    def test_the_last_try_gives_up_and_a_person_can_revive(self, cast, index, monkeypatch):
        material = write_material(cast.teacher_a, cast.school_a, "Bài")
        SearchOutbox.objects.update(attempts=MAX_ATTEMPTS - 1)
        monkeypatch.setattr(LearningMaterial, "draft", property(lambda self: 1 / 0))
        index()
        assert outbox_state().dead == 1
        monkeypatch.undo()
        assert revive_dead() == 1
        index()
        assert found("bài", as_viewer(cast.teacher_a)) == [f"d:{material.public_id}"]

    def test_nothing_is_lost_while_the_engine_is_down(self, cast, index, monkeypatch):
        material = write_material(cast.teacher_a, cast.school_a, "Bài")
        index()

        def down(*args, **kwargs):
            raise EngineDown("away")

        LearningMaterial.objects.filter(pk=material.pk).update(title="Phân số")
        owe("material", [material.public_id])
        monkeypatch.setattr(type(engine()), "bulk", down)
        assert "away" in relay().problem
        assert SearchOutbox.objects.get().attempts == 0
        monkeypatch.undo()
        index()
        assert found("phân số", as_viewer(cast.teacher_a)) == [f"d:{material.public_id}"]

    def test_a_relay_killed_after_the_commit_does_its_batch_again(self, cast, index, monkeypatch):
        material = write_material(cast.teacher_a, cast.school_a, "Bài")

        def killed(*args):
            raise KeyboardInterrupt

        monkeypatch.setattr(relay_module, "remember_marks", killed)
        with pytest.raises(KeyboardInterrupt):
            relay()
        monkeypatch.undo()
        assert SearchOutbox.objects.count() == 1
        index()
        assert found("bài", as_viewer(cast.teacher_a)) == [f"d:{material.public_id}"]
        assert not SearchOutbox.objects.exists()

    def test_one_relay_at_a_time(self, cast, index):
        write_material(cast.teacher_a, cast.school_a, "Bài")
        index()
        write_material(cast.teacher_a, cast.school_a, "Bài hai")
        with writing_lease() as lease:
            assert lease is not None
            IndexLease.objects.update(holder="another process")
            assert relay().problem == "another process writes"
        IndexLease.objects.update(until="2000-01-01T00:00:00Z")
        assert index().objects == 1

    def test_a_deleted_row_leaves_the_index(self, cast, index):
        material = write_material(cast.teacher_a, cast.school_a, "Bài")
        index()
        material.delete()
        index()
        assert found("bài", as_viewer(cast.teacher_a)) == []


class TestWhatIsIndexed:
    def test_drafts_are_for_their_author_only(self, cast, index):
        write_material(cast.teacher_a, cast.school_a, "Bản nháp")
        index()
        assert found("bản nháp", as_viewer(cast.teacher_a))
        for person in ("colleague_a", "head_a", "librarian_a", "teacher_b", "city_officer", "pupil_a"):
            assert found("bản nháp", as_viewer(cast.people[person])) == [], person
        assert found("bản nháp", as_viewer(None)) == []

    def test_what_was_handed_in_is_for_those_who_watch_over_it(self, cast, index):
        write_material(
            cast.teacher_a,
            cast.school_a,
            "Bài nộp",
            subject_group=cast.maths_a,
            state=MaterialState.SUBMITTED,
        )
        index()
        assert found("bài nộp", as_viewer(cast.head_a))
        assert found("bài nộp", as_viewer(cast.principal_a))
        assert found("bài nộp", as_viewer(cast.colleague_a)) == []
        assert found("bài nộp", as_viewer(cast.head_b)) == []

    def test_published_is_for_the_school_until_shared_and_after_the_grant_ends(self, cast, index):
        material = publish(write_material(cast.teacher_a, cast.school_a, "Phân số"), "Rút gọn phân số")
        index()
        stranger = as_viewer(cast.teacher_b)
        assert found("phân số", as_viewer(cast.colleague_a)) == [material.public_id]
        assert found("phân số", stranger) == pages_found("rút gọn", stranger, material.public_id) == []
        grant = share(material, "unit_below", unit=cast.city)
        index()
        assert found("phân số", stranger) == [material.public_id]
        assert pages_found("rut gon", stranger, material.public_id) == ["page=1"]
        unshare(grant)
        index()
        assert found("phân số", stranger) == pages_found("rút gọn", stranger, material.public_id) == []

    def test_answers_for_teachers_are_in_no_index(self, cast, index):
        material = write_material(cast.teacher_a, cast.school_a, "Bài tập", for_pupils=True)
        publish(material, "Câu hỏi một", answers=["Đáp án bí mật"])
        index()
        author = as_viewer(cast.teacher_a)
        for definition in definitions().values():
            assert found("đáp án bí mật", author, definition.name) == []

    def test_pupils_have_indexes_of_their_own(self, cast, index):
        shown = publish(
            write_material(cast.teacher_a, cast.school_a, "Cho học sinh", for_pupils=True), "trang một"
        )
        publish(write_material(cast.teacher_a, cast.school_a, "Cho thầy cô"), "trang một")
        index()
        pupil = as_viewer(cast.pupil_a)
        assert found("cho", pupil, "materials_pupil") == [shown.public_id]
        assert pages_found("trang", pupil, shown.public_id, "pages_pupil") == ["page=1"]

    def test_a_new_draft_of_a_published_work_hides_from_readers(self, cast, index):
        material = publish(write_material(cast.teacher_a, cast.school_a, "Bản cũ"))
        draft = material.draft
        draft.title = "Bản sửa"
        draft.save_revision(clean=False)
        LearningMaterial.objects.filter(pk=material.pk).update(state=MaterialState.DRAFT)
        owe("material", [material.public_id])
        index()
        assert found("bản sửa", as_viewer(cast.teacher_a)) == [f"d:{material.public_id}"]
        assert found("bản sửa", as_viewer(cast.colleague_a)) == []
        assert found("bản cũ", as_viewer(cast.colleague_a)) == [material.public_id]

    def test_the_subject_and_grade_are_found_as_words(self, cast, index):
        material = publish(write_material(cast.teacher_a, cast.school_a, "So sánh các số"))
        index()
        assert found("toan lop 6 so sanh", as_viewer(cast.teacher_a)) == [material.public_id]


class TestRebuild:
    def test_everything_is_there_again(self, cast, index):
        material = publish(write_material(cast.teacher_a, cast.school_a, "Phân số"), "một", "hai")
        index()
        before = {name: engine().state(definition).generation for name, definition in definitions().items()}
        report = rebuild()
        assert report.objects == 1 and not report.refused
        assert found("phân số", as_viewer(cast.teacher_a)) == [material.public_id]
        after = {name: engine().state(definition).generation for name, definition in definitions().items()}
        assert not set(before.values()) & set(after.values())
        assert not FillingGeneration.objects.exists()

    def test_changes_during_a_rebuild_arrive_in_both(self, cast, index, monkeypatch):
        old = publish(write_material(cast.teacher_a, cast.school_a, "Bài cũ"))
        index()
        kind = KINDS["material"]
        original = kind.operations

        def change_meanwhile(versions):
            answer = original(versions)
            if LearningMaterial.objects.count() > 1:
                return answer
            LearningMaterial.objects.filter(pk=old.pk).update(title="Bài sửa")
            owe("material", [old.public_id])
            publish(write_material(cast.teacher_a, cast.school_a, "Bài mới"))
            return answer

        patched = replace(kind, operations=change_meanwhile)
        monkeypatch.setitem(KINDS._entries, "material", (100, patched))
        rebuild()
        assert len(found("bài mới", as_viewer(cast.teacher_a))) == 1
        assert found("bài sửa", as_viewer(cast.teacher_a)) == [old.public_id]
        assert not SearchOutbox.objects.exists()

    def test_a_missing_index_is_rebuilt_by_the_relay(self, cast, index, settings, tmp_path):
        publish(write_material(cast.teacher_a, cast.school_a, "Phân số"))
        index()
        settings.SEARCH_DIR = tmp_path / "elsewhere"
        settings.SEARCH_PREFIX += "x"
        assert rebuild_needed()
        write_material(cast.teacher_a, cast.school_a, "Bài hai")
        assert "rebuilt" in relay().problem
        call_command("rebuild_index", "--if-needed", verbosity=0)
        assert found("phân số", as_viewer(cast.teacher_a))
        assert not rebuild_needed()

    def test_a_rebuild_waits_for_nobody_for_ever(self, cast, index, monkeypatch):
        IndexLease.objects.take("index", "another", timedelta(seconds=60))
        monkeypatch.setattr(rebuild_module, "WAIT_FOR_LEASE_SECONDS", 0)
        with pytest.raises(CommandError, match="another process"):
            call_command("rebuild_index", verbosity=0)


class TestDrift:
    def test_no_drift_when_all_is_well(self, cast, index):
        publish(write_material(cast.teacher_a, cast.school_a, "Phân số", for_pupils=True), "một")
        write_material(cast.teacher_a, cast.school_a, "Bản nháp")
        index()
        assert find_drift().objects == set()

    def test_all_three_ways_to_drift_are_found_and_repaired(self, cast, index):
        missing = publish(write_material(cast.teacher_a, cast.school_a, "Thiếu"))
        outdated = publish(write_material(cast.teacher_a, cast.school_a, "Cũ"))
        surplus = publish(write_material(cast.teacher_a, cast.school_a, "Thừa"))
        index()
        version = IndexedVersion.objects.get(object_id=missing.public_id).version
        engine().delete(definitions()["materials"], {missing.public_id: version})
        LearningMaterial.objects.filter(pk=outdated.pk).update(title="Sửa", change_number=99)
        LearningMaterial.objects.filter(pk=surplus.pk).update(live=False)
        index()
        drift = find_drift(repair=True)
        assert drift.missing == {missing.public_id}
        assert drift.outdated == {outdated.public_id}
        assert drift.surplus == {surplus.public_id}
        index()
        assert find_drift().objects == set()

    def test_the_command_says_so(self, cast, index, capsys):
        publish(write_material(cast.teacher_a, cast.school_a, "Phân số"))
        index()
        call_command("check_index", "--json")
        assert '"missing": []' in capsys.readouterr().out
        LearningMaterial.objects.update(change_number=99)
        with pytest.raises(SystemExit):
            call_command("check_index")


def test_searching_while_the_relay_commits(cast, index):
    """Readers never see an error or half a batch of an object's documents."""
    material = publish(write_material(cast.teacher_a, cast.school_a, "Phân số"), "một")
    index()
    viewer, problems, stop = as_viewer(cast.teacher_a), [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                if found("phân số", viewer) != [material.public_id]:
                    problems.append("lost")
            except Exception as error:
                problems.append(repr(error))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(10):
        owe("material", [material.public_id])
        index()
    stop.set()
    reader.join()
    assert problems == []
