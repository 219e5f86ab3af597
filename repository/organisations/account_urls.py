"""The pages of allauth that are open: an allow-list, so that self sign-up, e-mail and reset by mail have no address."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import URLPattern

from config.routes import Access, View, route

BOTH = ("GET", "POST")


def _anyone(pattern: str, view: View, name: str) -> URLPattern:
    """A step of signing in or out: whoever asks is not signed in yet, or no longer."""
    return route(pattern, view, name=name, access=Access.PUBLIC, methods=BOTH, reason="a step of signing in")


def _own(pattern: str, view: View, name: str, asks: str | None = None) -> URLPattern:
    """Something about one's own account."""
    return route(pattern, view, name=name, access=Access.SIGNED_IN, methods=BOTH, asks=asks)


urlpatterns = [
    _anyone("dang-nhap/", account.login, "account_login"),
    _anyone("dang-xuat/", account.logout, "account_logout"),
    _anyone("da-khoa/", account.account_inactive, "account_inactive"),
    _own("xac-nhan/", account.reauthenticate, "account_reauthenticate"),
    _own("mat-khau/", account.password_change, "account_change_password"),
    _own("mat-khau/dat/", account.password_set, "account_set_password"),
    _own("hai-buoc/", factor.index, "mfa_index"),
    _anyone("hai-buoc/ma/", factor.authenticate, "mfa_authenticate"),
    _own("hai-buoc/xac-nhan/", factor.reauthenticate, "mfa_reauthenticate"),
    _own("hai-buoc/bat/", totp.activate_totp, "mfa_activate_totp"),
    _own("hai-buoc/tat/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _own("hai-buoc/du-phong/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    _own(
        "hai-buoc/du-phong/tao/",
        recovery.generate_recovery_codes,
        "mfa_generate_recovery_codes",
        asks="mfa/recovery_codes/generate.html",
    ),
    _own("hai-buoc/du-phong/tai/", recovery.download_recovery_codes, "mfa_download_recovery_codes"),
    _own("lien-ket/", social.connections, "socialaccount_connections"),
    _anyone("lien-ket/huy/", social.login_cancelled, "socialaccount_login_cancelled"),
    _anyone("lien-ket/loi/", social.login_error, "socialaccount_login_error"),
    _anyone("lien-ket/<slug:provider_id>/", openid.login, "openid_connect_login"),
    _anyone("lien-ket/<slug:provider_id>/ve/", openid.callback, "openid_connect_callback"),
]
