"""Deciding and sharing under faults: killed in the middle nothing is half done; of two at once one wins."""

from __future__ import annotations

import json
import shutil
import time

import pytest

from tests.faults.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("decisions")]

PEOPLE = """
from django.core.management import call_command
call_command("load_reference", verbosity=0)
from tests.cast import make_cast
from tests.factories.catalogue import submitted
cast = make_cast()
material = submitted(cast.teacher_a)
print(material.public_id)
"""
ACT = """
import os, signal
from config.accounts.models import User
from config.errors import Refused
from repository.catalogue.models import Audience, LearningMaterial, MaterialVersion, ShareGrant
from repository.catalogue.services import publishing, sharing
from repository.curation.models import ReviewDecision, ReviewRound
from repository.curation.services import Decision, decide
def person(name): return User.objects.get(username=name)
def the_round(): return ReviewRound.objects.order_by("-pk")[0]
def say(name, verdict):
    decide(person(name), review_round=the_round(), decision=Decision(verdict, the_round().digest))
def die(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)
"""
STATE = (
    ACT
    + """
import json
material = LearningMaterial.objects.get()
print(json.dumps({"state": material.state, "round": the_round().state, "live": material.live,
    "versions": MaterialVersion.objects.count(), "decisions": ReviewDecision.objects.count(),
    "grants": ShareGrant.objects.count()}))
"""
)


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """The folder of a house in which a work waits for its first decision."""
    house = House(tmp_path_factory.mktemp("handed_in"))
    house.make_tables()
    house.python(PEOPLE)
    house.close()
    return house.var


@pytest.fixture
def house(handed_in, tmp_path):
    house = House(shutil.copytree(handed_in, tmp_path / "house"))
    yield house
    house.close()


def state(house):
    return json.loads(house.python(STATE).splitlines()[-1])


def test_killed_while_publishing_nothing_is_half_published_and_the_decision_can_be_taken_again(house):
    house.python(ACT + "say('head_a', 'appraise')")
    dying = house.python(ACT + "publishing._freeze_passages = die\nsay('principal_a', 'approve')", wait=False)
    assert dying.wait(60) == -9
    assert state(house) == {
        "state": "appraised", "round": "open", "live": False, "versions": 0, "decisions": 1, "grants": 0,
    }  # fmt: skip
    house.python(ACT + "say('principal_a', 'approve')")
    after = state(house)
    assert (after["state"], after["round"], after["live"], after["versions"]) == (
        "approved",
        "approved",
        True,
        1,
    )


def test_killed_while_sharing_there_is_no_half_grant_and_sharing_again_gives_one(house):
    house.python(ACT + "say('head_a', 'appraise')\nsay('principal_a', 'approve')")
    terms = "terms=sharing.Terms(Audience.MEMBERS)"
    share = f"sharing.share(person('librarian_a'), material=LearningMaterial.objects.get(), {terms})"
    dying = house.python(ACT + f"sharing.announce = die\n{share}", wait=False)
    assert dying.wait(60) == -9
    assert state(house)["grants"] == 0
    house.python(ACT + f"{share}\n{share}")
    assert state(house)["grants"] == 1


def test_two_people_deciding_in_the_same_moment_make_one_decision(house):
    start = time.time() + 8
    wait = f"import time; time.sleep(max(0, {start} - time.time()))\n"
    attempt = "try:\n    say({name!r}, 'appraise')\nexcept Refused as refusal:\n    print(refusal)\n    raise SystemExit(3)"
    running = [
        house.python(ACT + wait + attempt.format(name=name), wait=False)
        for name in ("head_a", "deputy_head_a")
    ]
    assert sorted(process.wait(120) for process in running) == [0, 3]
    assert state(house)["decisions"] == 1
