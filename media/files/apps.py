"""Files: blobs, uploads, quotas, delivery."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "media.files"
    label = "media_files"
