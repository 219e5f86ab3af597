"""People whom several suites of this room need beside the standing cast."""

import pytest

from repository.organisations.models import Role
from tests.factories.organisations import MembershipFactory, UserFactory


@pytest.fixture
def school_admin(cast):
    """The administrator of school A alone."""
    user = UserFactory(username="quantri.a", display_name="Phan Thanh Sơn")
    MembershipFactory(user=user, unit=cast.school_a, role=Role.ADMINISTRATOR)
    return user
