"""Files: blobs, uploads, quotas, delivery."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Registers the guard of uploads, in the site's process and in the content process alike, and the doctor's check."""

    name = "media.files"
    label = "media_files"

    def ready(self) -> None:
        from media.files import checkups, policies  # noqa: F401 - models are not ready before
