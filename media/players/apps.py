"""Players: how a file is shown. No rows of its own, only templates."""

from django.apps import AppConfig


class PlayersConfig(AppConfig):
    """Lets Django find the players' templates."""

    name = "media.players"
    label = "media_players"
