"""What the faults of uploads and of slow lines share."""

import pytest

from tests.faults.house import House


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An embedded installation of its own, its web process running."""
    place = House(tmp_path_factory.mktemp("house"))
    place.migrate()
    place.start_web()
    yield place
    place.close()
