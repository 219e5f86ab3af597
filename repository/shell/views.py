"""Views of the frame itself: choice of language and theme, the living page, a lapsed form."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import check_for_language

from config.routes import not_taken
from repository.shell.components import COMPONENTS, LAYOUTS
from repository.shell.context import THEME_COOKIE, THEMES
from repository.shell.gallery.specimens import layout_specimens
from repository.shell.gallery.tokens import HUES, ICONS, TOKENS
from repository.shell.responses import frame_of, own_path

ONE_YEAR = 365 * 24 * 3600


def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie and go back to the page."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or automatic in a cookie and go back to the page."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        _remember(response, THEME_COOKIE, theme)
    return response


def styleguide(request: HttpRequest) -> HttpResponse:
    """The living page: every component in every state; `?layout=key` shows a page layout."""
    wanted = request.GET.get("layout", "")
    if wanted in LAYOUTS:
        return render(request, LAYOUTS[wanted].template, {"layout": LAYOUTS[wanted], **layout_specimens()})
    shown = [
        {
            "key": key,
            "component": component,
            "samples": [
                {
                    "caption": sample.caption,
                    "html": render_to_string(component.template, sample.values(), request),
                }
                for sample in component.samples
            ],
        }
        for key, component in COMPONENTS.items()
    ]
    listed = {"layouts": LAYOUTS.items(), "tokens": TOKENS, "hues": HUES, "icons": ICONS}
    return render(request, "repository/shell/styleguide/page.html", {"shown": shown, **listed})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 in our words."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 in our words."""
    return render(request, "403.html", frame_of(request), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in our words; the same for "is not there" and "is not yours to see"."""
    return render(request, "404.html", frame_of(request), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in our words, drawn without the frame: whatever broke must not be asked again."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page has lapsed: say what is safe and what to do."""
    return not_taken(render(request, "403_csrf.html", status=403))


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the form came from; only own addresses."""
    return HttpResponseRedirect(own_path(request.POST.get("next", ""), fallback="/"))


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=ONE_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
