"""In which order the tests run: shuffled, but the slow ones first, for a long test at the very end leaves a worker idle."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """After the shuffle, before pytest-django puts those that empty the tables behind the others: that order counts more."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
