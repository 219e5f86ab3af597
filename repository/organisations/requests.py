"""A request as our pages get it: with the account and the rights of who asks (`ViewerMiddleware`)."""

from __future__ import annotations

from django.http import HttpRequest

from config.accounts.models import User
from repository.organisations.viewer import Viewer


class HouseRequest(HttpRequest):
    """Somebody asks for a page. `viewer` is everybody's; `user` is a real account behind every `route()` but public ones,
    where a page asks `viewer.user` instead."""

    user: User
    viewer: Viewer
