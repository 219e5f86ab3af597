"""Delegation: dated, with a reason, one at a time, ended early, never to oneself or to outsiders."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from config.errors import Conflict, NotAllowed, Refused
from repository.organisations import services
from repository.organisations.models import Delegation, Membership, Role
from repository.organisations.viewer import viewer_for
from tests.asking import post_and_answer
from tests.cast import client_of
from tests.factories.notices import sentences

TODAY = timezone.localdate
WEEK = datetime.timedelta(days=7)


def give(cast, **changes):
    wanted = {
        "to_user": cast.colleague_a,
        "unit": cast.maths_a,
        "role": Role.HEAD,
        "valid_from": TODAY(),
        "valid_to": TODAY() + WEEK,
        "reason": "Đi tập huấn",
    }
    return services.delegate(cast.head_a, **wanted | changes)


def test_a_head_names_a_delegate_who_acts_from_that_day(cast):
    give(cast)
    held = [role for role in viewer_for(cast.colleague_a).held if role.role == Role.HEAD]
    assert [role.acting_for for role in held] == [cast.head_a.pk]
    assert not viewer_for(cast.colleague_a, today=TODAY() + WEEK * 2).has_role(Role.HEAD)


def test_oneself_outsiders_and_strange_roles_are_refused(cast):
    with pytest.raises(Refused):
        give(cast, to_user=cast.head_a)
    with pytest.raises(Refused):
        give(cast, to_user=cast.teacher_b)
    with pytest.raises(Refused):
        give(cast, to_user=cast.pupil_a)
    with pytest.raises(NotAllowed):
        give(cast, role=Role.PRINCIPAL, unit=cast.school_a)
    with pytest.raises(NotAllowed):
        services.delegate(
            cast.teacher_a, to_user=cast.colleague_a, unit=cast.maths_a, role=Role.TEACHER,
            valid_from=TODAY(), valid_to=TODAY(), reason="x",
        )  # fmt: skip


def test_wrong_and_overlapping_days_are_refused(cast):
    with pytest.raises(Refused):
        give(cast, valid_to=TODAY() - WEEK)
    with pytest.raises(Refused):
        give(cast, valid_to=TODAY() + WEEK * 100)
    give(cast)
    with pytest.raises(Refused):
        give(cast, to_user=cast.deputy_head_a, valid_from=TODAY() + WEEK, valid_to=TODAY() + WEEK * 2)
    give(cast, valid_from=TODAY() + WEEK + datetime.timedelta(days=1), valid_to=TODAY() + WEEK * 3)


def test_it_ends_early_and_only_once(cast):
    delegation = give(cast)
    with pytest.raises(NotAllowed):
        services.end_delegation(cast.colleague_a, delegation=delegation)
    services.end_delegation(cast.head_a, delegation=delegation)
    assert not viewer_for(cast.colleague_a).has_role(Role.HEAD)
    with pytest.raises(Conflict):
        services.end_delegation(cast.head_a, delegation=delegation)


def test_a_delegate_cannot_pass_the_role_on(cast):
    give(cast)
    with pytest.raises(NotAllowed):
        services.delegate(
            cast.colleague_a, to_user=cast.deputy_head_a, unit=cast.maths_a, role=Role.HEAD,
            valid_from=TODAY(), valid_to=TODAY(), reason="x",
        )  # fmt: skip


def test_the_page_gives_and_ends_a_delegation(cast):
    client = client_of(cast.head_a)
    mine = Membership.objects.get(user=cast.head_a, role=Role.HEAD)
    fields = {
        "membership": mine.public_id,
        "to_user": cast.colleague_a.public_id,
        "valid_from": TODAY().isoformat(),
        "valid_to": (TODAY() + WEEK).isoformat(),
        "reason": "Nghỉ phép",
    }
    assert client.post(reverse("delegation_list"), fields).status_code == 302
    delegation = Delegation.objects.get()
    assert "Nghỉ phép" in client.get(reverse("delegation_list")).content.decode()
    assert (
        client_of(cast.head_b).post(reverse("delegation_end", args=[delegation.public_id])).status_code == 404
    )
    ended = post_and_answer(client, reverse("delegation_end", args=[delegation.public_id]))
    assert ended.status_code == 302
    assert (
        client.post(reverse("delegation_list"), fields | {"to_user": cast.teacher_b.public_id}).status_code
        == 422
    )


def test_the_delegate_is_told(cast):
    give(cast)
    (told,) = sentences(cast.colleague_a, kind="delegation.given")
    assert str(cast.head_a) in told and cast.maths_a.name in told
