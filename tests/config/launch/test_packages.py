"""What the set-up leaves in the virtual environment."""

from importlib import metadata

import pytest

from config.launch.tools import OF_PYTHON


@pytest.mark.parametrize("name", OF_PYTHON)
def test_pythons_own_installers_do_not_stay(name):
    with pytest.raises(metadata.PackageNotFoundError):
        metadata.version(name)
