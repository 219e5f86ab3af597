"""Previews: page images, posters, thumbnails."""

from django.apps import AppConfig


class PreviewsConfig(AppConfig):
    name = "media.previews"
    label = "media_previews"
