"""Every product address x every role x own school, other school and anonymous, GET and POST.

What is expected is read from `route(access=…)` and from one rule: an address that carries an identifier of school A never
answers 200 to people of school B. New addresses fall under this by themselves; one with arguments needs a sample in
`tests/security/world.py`.
"""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from config.routes import ROUTES, Access
from config.third_party import DOORS
from tests.architecture.test_routes import patterns
from tests.cast import client_of
from tests.security.samples import SAMPLES
from tests.security.world import CITY_WIDE, make_world

pytestmark = pytest.mark.once(
    "rights of addresses; the queries behind them are tried on both by their own tests"
)

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
OUTSIDERS = {"teacher_b", "head_b", "principal_b", "librarian_b", "pupil_b", "anonymous"}
ROLE_ACCESS = {
    Access.STAFF: lambda part: not part.startswith("pupil") and part != "anonymous",
    Access.SIGNED_IN: lambda part: part != "anonymous",
    # In the sample world colleague_a acts for the principal of school A.
    Access.REVIEWER: lambda part: part.startswith(
        ("head", "deputy_head", "principal", "vice_principal", "colleague_a")
    ),
    Access.LEADER: lambda part: part.startswith(("principal", "vice_principal", "colleague_a")),
    Access.LIBRARIAN: lambda part: part.startswith("librarian"),
    Access.OFFICER: lambda part: part == "city_officer",
    Access.INSPECTOR: lambda part: part == "inspector",
    Access.ADMINISTRATOR: lambda part: part == "administrator",
    # The group is filled when somebody enters through "quan-ly-trang/"; nobody of the sample world has.
    Access.PORTAL_EDITOR: lambda part: False,
}
OPEN = {Access.PUBLIC, Access.SIGNED_LINK, Access.MACHINE}


def load_routes() -> dict:
    """Importing the address tables fills ROUTES."""
    assert get_resolver().url_patterns
    return ROUTES


ROUTE_NAMES = sorted(load_routes())


@pytest.fixture
def world(cast):
    return make_world(cast)


def addresses(route, world) -> list[str]:
    if not ARGUMENT.search(route.pattern):
        return [reverse(route.name)]
    assert route.name in SAMPLES, f"{route.name} takes arguments: add a sample to tests/security/world.py"
    return [reverse(route.name, kwargs=arguments) for arguments in SAMPLES[route.name](world)]


def may_enter(route, part: str) -> bool:
    return bool(route.access & OPEN) or any(ROLE_ACCESS[access](part) for access in route.access)


def try_once(client, method: str, address: str):
    """One request whose effects are rolled back; an exception in the view counts as 500."""
    client.raise_request_exception = False
    signed_in = client.cookies.copy()
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    client.cookies = signed_in  # signing out, too, is rolled back
    return response


def complaint(name: str, part: str, method: str, address: str, response) -> str:
    """Why this answer is wrong; empty when it is right."""
    route, status = ROUTES[name], response.status_code
    if status >= 500:
        return "the server failed"
    if method not in route.methods:
        return "" if status in {302, 403, 404, 405} else "a method that is not declared was answered"
    to_sign_in = status == 302 and "/tai-khoan/" in response["Location"]
    if not may_enter(route, part):
        return "" if status in {403, 404} or to_sign_in else "let in without the declared role"
    if part in OUTSIDERS and ARGUMENT.search(route.pattern) and name not in CITY_WIDE:
        refused = status in {401, 403, 404} or to_sign_in  # 401: an attempt's token is missing
        return "" if refused else "something of school A was shown"
    return ""


@pytest.mark.slow
@pytest.mark.timeout(900)  # everybody at every address
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_the_declared_people_enter_and_never_into_another_school(method, world):
    complaints = []
    for part, person in {"anonymous": None, **world.cast.people}.items():
        client = client_of(person)
        for name in ROUTE_NAMES:
            for address in addresses(ROUTES[name], world):
                response = try_once(client, method, address)
                if wrong := complaint(name, part, method, address, response):
                    complaints.append(
                        f"{part} {method} {address} -> {response.status_code}: {wrong} [{name}]"
                    )
    assert not complaints, "\n".join(complaints)


def test_every_address_with_arguments_has_a_sample_and_no_sample_is_stale():
    with_arguments = {name for name in ROUTE_NAMES if ARGUMENT.search(ROUTES[name].pattern)}
    assert with_arguments == set(SAMPLES)


def test_every_access_is_understood_by_the_matrix():
    for route in ROUTES.values():
        assert route.access <= set(ROLE_ACCESS) | OPEN, route.name


def third_party_addresses() -> list[tuple[str, str]]:
    """(name, address) of every door that is not open to all, from the resolver itself; arguments filled somehow."""
    found = []
    for _pattern, address in patterns(get_resolver()):
        for door in [door for doors in DOORS.values() for door in doors if door.address == address]:
            if not door.access & OPEN:
                found.append((door.name, "/" + filled(address)))
    assert len(found) > 100
    return found


def filled(address: str) -> str:
    plain = address.replace("^", "").replace("$", "").replace("\\.", ".")
    plain = ARGUMENT.sub("1", plain)
    return re.sub(r"\([^)]*\)", "1", plain)


@pytest.mark.parametrize(
    "method, parts", [("GET", ("anonymous", "teacher_a")), ("POST", ("pupil_a", "principal_a"))]
)
def test_third_party_addresses_are_shut_to_whoever_lacks_the_declared_right(method, parts, world):
    doors, let_in = third_party_addresses(), []
    for part in parts:
        client = client_of(world.cast.people.get(part))
        for name, address in doors:
            response = try_once(client, method, address)
            to_sign_in = response.status_code == 302 and "/tai-khoan/" in response["Location"]
            if response.status_code not in {403, 404} and not to_sign_in:
                let_in.append(f"{part} {method} {address} -> {response.status_code} [{name}]")
    assert not let_in, "\n".join(let_in)
