"""Addresses of the service worker; included by `urls` in front of the addresses with an attempt in them."""

from __future__ import annotations

from django.urls import URLPattern

from config.routes import Access, route
from questionbank.taking.views import worker

EVERYBODY = "the same script and page for everybody, without a word about anybody"

urlpatterns: list[URLPattern] = [
    route("t/sw.js", worker.worker_script, name="test_worker", access=Access.PUBLIC, reason=EVERYBODY),
    route("t/ngoai-tuyen/", worker.offline, name="test_offline", access=Access.PUBLIC, reason=EVERYBODY),
]
