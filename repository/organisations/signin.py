"""How allauth opens our doors: no self sign-up, our throttle, the first password must be changed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_login_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.accounts.models import User
from config.clients import client_address
from repository.organisations.throttle import SignInTry, Verdict, remember_device


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators and rosters; people only sign in."""

    error_messages = {  # noqa: RUF012 - the name and shape are allauth's
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The sign-in name or the password is not right."),
        "too_many_login_attempts": _("Too many wrong tries. Please try again in 15 minutes."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("Please type the current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try and refuse it unseen when this account failed too often from here, known account or not."""
        self._try = SignInTry.of(request, credentials.get("username", ""), client_address(request))
        if self._try.begin() is Verdict.WAIT:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check the password; success forgets the failures of this account from this place. Pupils use their cards."""
        user = super().authenticate(request, **credentials)
        if user is None:
            return None
        if user.is_pupil:
            return None
        self._try.succeeded()
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """allauth's limits know the visitor by the same address as ours."""
        return client_address(request)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember the device; no "you are signed in" message, the page shows it."""
        response = super().post_login(request, user, **kwargs)
        remember_device(response, user.username)
        return response

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own messages stay silent: our pages say what happened."""

    def set_password(self, user: User, password: str) -> None:
        """A password of one's own choice ends the duty to change it."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Home, once the password is changed."""
        return get_login_redirect_url(request)

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Django's validators; in addition a new password is not the old one."""
        password = super().clean_password(password, user)
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("Please choose a password other than the present one."))
        return password


class ClosedSocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on enters only accounts that their owner has linked; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the list of linked sign-ins."""
        return reverse("socialaccount_connections")


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factor, in our words."""

    error_messages = {  # noqa: RUF012 - the name and shape are allauth's
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right."),
        "cannot_generate_recovery_codes": _("Please set up the second factor first."),
    }
