"""The same folders and people as for uploads."""

from tests.media.files.conftest import folders, stranger, teacher, tus  # noqa: F401
