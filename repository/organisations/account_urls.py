"""The pages of allauth that are open: an allow-list, so that self sign-up, e-mail and reset by mail have no address."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("da-khoa/", account.account_inactive, name="account_inactive"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path("mat-khau/dat/", account.password_set, name="account_set_password"),
    path("hai-buoc/", factor.index, name="mfa_index"),
    path("hai-buoc/ma/", factor.authenticate, name="mfa_authenticate"),
    path("hai-buoc/xac-nhan/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("hai-buoc/bat/", totp.activate_totp, name="mfa_activate_totp"),
    path("hai-buoc/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-buoc/du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("hai-buoc/du-phong/tao/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("hai-buoc/du-phong/tai/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("lien-ket/", social.connections, name="socialaccount_connections"),
    path("lien-ket/huy/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("lien-ket/loi/", social.login_error, name="socialaccount_login_error"),
    path("lien-ket/<slug:provider_id>/", openid.login, name="openid_connect_login"),
    path("lien-ket/<slug:provider_id>/ve/", openid.callback, name="openid_connect_callback"),
]
