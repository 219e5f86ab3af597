"""Every address of Wagtail's admin, tried by people of another school with every id that can be foreign.

Nobody may read the canary title or change a row. An address without an expectation fails: whoever updates Wagtail
or adds a viewset has to say here what strangers get.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from django.core import serializers
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from repository.catalogue.models import LearningMaterial
from repository.organisations.models import Membership, Role
from tests.cast import client_of
from tests.factories.pages import draft_material, home_page, published_material, shelf

pytestmark = pytest.mark.once(
    "rights of addresses; the queries behind them are tried on both by their own tests"
)

CANARY = "Chim-yen-7Q3"
PREFIX = "cms/"
STRANGERS = ("librarian_b", "head_b", "teacher_b", "pupil_b", "city_officer", None)

SNIPPET = "wagtailsnippets_repository_catalogue_learningmaterial:"
CHOOSER = "wagtailsnippetchoosers_repository_catalogue_learningmaterial:"

# Materials: list and chooser show only what the person may see, everything with a foreign id is 404.
SCOPED = {
    SNIPPET + "list",
    SNIPPET + "list_results",
    CHOOSER + "choose",
    CHOOSER + "choose_results",
    CHOOSER + "chosen_multiple",
}
NOT_FOUND = {
    SNIPPET + "inspect", SNIPPET + "history", SNIPPET + "history_results", SNIPPET + "revisions_compare",
    CHOOSER + "chosen", "wagtail_bulk_action", "wagtailadmin_editing_sessions:ping",
}  # fmt: skip
# Refused to portal editors altogether: no permission, or one of our own pages stands in its place.
SHUT = {
    "wagtailusers_users:index", "wagtailusers_users:index_results", "wagtailusers_users:add",
    "wagtailusers_users:edit", "wagtailusers_users:delete", "wagtailusers_users:history",
    "wagtailusers_users:history_results", "wagtailusers_users:usage", "wagtailusers_users:copy",
    "wagtailusers_groups:index", "wagtailusers_groups:index_results", "wagtailusers_groups:add",
    "wagtailusers_groups:edit", "wagtailusers_groups:delete", "wagtailusers_groups:history",
    "wagtailusers_groups:history_results", "wagtailusers_groups:usage",
    "wagtailsnippets:index", "wagtailadmin_login", "wagtailadmin_account", "wagtailadmin_error_test",
    "wagtailadmin_password_reset", "wagtailadmin_password_reset_done", "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}  # fmt: skip
# Pages, pictures and the frame of the admin: the portal is edited together; no canary may show through.
SHARED = {
    "wagtailadmin_home", "wagtailadmin_api:pages:listing", "wagtailadmin_api:pages:detail",
    "wagtailadmin_api:pages:find", "wagtailadmin_api:pages:action", "wagtailadmin_api:images:listing",
    "wagtailadmin_api:images:detail", "wagtailadmin_api:images:find", "wagtailadmin_explore_root",
    "wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_pages:add",
    "wagtailadmin_pages:preview_on_add", "wagtailadmin_pages:type_use", "wagtailadmin_pages:choose_parent",
    "wagtailadmin_pages:type_use_results", "wagtailadmin_pages:usage", "wagtailadmin_pages:edit",
    "wagtailadmin_pages:preview_on_edit", "wagtailadmin_pages:view_draft", "wagtailadmin_pages:add_subpage",
    "wagtailadmin_pages:delete", "wagtailadmin_pages:unpublish", "wagtailadmin_pages:convert_alias",
    "wagtailadmin_pages:search", "wagtailadmin_pages:search_results", "wagtailadmin_pages:move",
    "wagtailadmin_pages:move_confirm", "wagtailadmin_pages:set_page_position", "wagtailadmin_pages:copy",
    "wagtailadmin_pages:workflow_action", "wagtailadmin_pages:collect_workflow_action_data",
    "wagtailadmin_pages:confirm_workflow_cancellation", "wagtailadmin_pages:workflow_preview",
    "wagtailadmin_pages:set_privacy", "wagtailadmin_pages:lock", "wagtailadmin_pages:unlock",
    "wagtailadmin_pages:revisions_index", "wagtailadmin_pages:revisions_view",
    "wagtailadmin_pages:revisions_revert", "wagtailadmin_pages:revisions_unschedule",
    "wagtailadmin_pages:revisions_compare", "wagtailadmin_pages:workflow_history",
    "wagtailadmin_pages:workflow_history_detail", "wagtailadmin_pages:history",
    "wagtailadmin_pages:history_results", "wagtailadmin_choose_page", "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search", "wagtailadmin_choose_page_chosen_multiple",
    "wagtailadmin_choose_page_external_link", "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link", "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_tag_autocomplete", "wagtailadmin_tag_model_autocomplete",
    "wagtailadmin_collections:index", "wagtailadmin_collections:add", "wagtailadmin_collections:edit",
    "wagtailadmin_collections:delete", "wagtailadmin_collections:set_privacy",
    "wagtailadmin_workflows:index", "wagtailadmin_workflows:index_results", "wagtailadmin_workflows:add",
    "wagtailadmin_workflows:enable", "wagtailadmin_workflows:disable", "wagtailadmin_workflows:edit",
    "wagtailadmin_workflows:usage", "wagtailadmin_workflows:usage_results", "wagtailadmin_workflows:remove",
    "wagtailadmin_workflows:add_task", "wagtailadmin_workflows:select_task_type",
    "wagtailadmin_workflows:task_index", "wagtailadmin_workflows:task_index_results",
    "wagtailadmin_workflows:edit_task", "wagtailadmin_workflows:disable_task",
    "wagtailadmin_workflows:enable_task", "wagtailadmin_workflows:task_chooser",
    "wagtailadmin_workflows:task_chooser_results", "wagtailadmin_workflows:task_chooser_create",
    "wagtailadmin_workflows:task_chosen", "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:locked_pages_results", "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_results", "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:workflow_tasks_results", "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:site_history_results", "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:aging_pages_results", "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results", "wagtailadmin_logout", "wagtailadmin_dismissibles",
    "wagtailadmin_editing_sessions:release", "wagtailadmin_block_preview", "wagtailredirects:index",
    "wagtailredirects:index_results", "wagtailredirects:add", "wagtailredirects:edit",
    "wagtailredirects:delete", "wagtailredirects:start_import", "wagtailredirects:process_import",
    "wagtailimages:index", "wagtailimages:index_results", "wagtailimages:edit", "wagtailimages:delete",
    "wagtailimages:url_generator", "wagtailimages:url_generator_output", "wagtailimages:preview",
    "wagtailimages:add", "wagtailimages:image_usage", "wagtailimages:add_multiple",
    "wagtailimages:edit_multiple", "wagtailimages:create_multiple_from_uploaded_image",
    "wagtailimages:delete_multiple", "wagtailimages:delete_upload_multiple", "wagtailsites:index",
    "wagtailsites:index_results", "wagtailsites:add", "wagtailsites:edit", "wagtailsites:delete",
    "wagtailsites:history", "wagtailsites:history_results", "wagtailsites:usage", "wagtailsites:copy",
    "wagtailimages_chooser:choose",
    "wagtailimages_chooser:choose_results", "wagtailimages_chooser:chosen",
    "wagtailimages_chooser:chosen_multiple", "wagtailimages_chooser:create",
    "wagtailimages_chooser:select_format", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog",
}  # fmt: skip


@dataclass(frozen=True)
class Door:
    """One address pattern of the admin."""

    name: str
    template: str  # with {argument} in place of each URL argument
    arguments: tuple[str, ...]


def doors() -> list[Door]:
    """All of them, from the URL configuration itself."""
    admin = next(entry for entry in get_resolver().url_patterns if str(entry.pattern) == PREFIX)
    return list(_walk(admin.url_patterns, "", PREFIX))


def _walk(patterns: list[URLPattern | URLResolver], namespace: str, prefix: str) -> Iterator[Door]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            space = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, space, prefix + str(entry.pattern).removeprefix("^"))
        elif entry.name:
            template, arguments = _template(entry)
            yield Door(namespace + entry.name, "/" + prefix + template, arguments)


def _template(entry: URLPattern) -> tuple[str, tuple[str, ...]]:
    [(template, names), *_] = list(entry.pattern.regex and _possibilities(entry))
    for name in names:
        template = template.replace(f"%({name})s", "{" + name + "}")
    return template, tuple(names)


def _possibilities(entry: URLPattern) -> list[tuple[str, list[str]]]:
    from django.utils.regex_helper import normalize

    return normalize(entry.pattern.regex.pattern)


@pytest.fixture
def world(cast, settings):
    """School A's canaries: a published work on a shelf of the front page, and a draft."""
    settings.WAGTAIL_WORKFLOW_ENABLED = True
    work = published_material(f"{CANARY} phân số", cast.school_a, cast.teacher_a)
    work.save_revision(user=cast.teacher_a)
    draft = draft_material(f"{CANARY} nháp", cast.school_a, cast.teacher_a)
    home = home_page(shelf("Kệ của trường A", work))
    home.save_revision(user=cast.librarian_a)
    return {"work": work, "draft": draft, "home": home}


def candidates(world) -> dict[str, list[str]]:
    """What a stranger would try for each URL argument: ids of works and of their revisions among page ids."""
    work, draft, home = world["work"], world["draft"], world["home"]
    revisions = Revision.objects.for_instance(work).order_by("id")
    theirs = [str(revisions.first().pk), str(revisions.last().pk)]
    ids = [str(work.pk), str(draft.pk)]
    page = [str(home.pk)]
    return {
        "pk": [*ids, *page],
        "object_id": ids, "image_id": ids, "page_id": [*page, *ids], "parent_page_id": [*page, ids[0]],
        "page_to_move_id": page, "destination_id": page, "redirect_id": ids, "collection_id": ids, "task_id": ids,
        "task_state_id": ids, "workflow_state_id": ids, "workflow_pk": ids, "page_pk": page, "uploaded_file_id": ids,
        "revision_id": [*theirs, str(home.latest_revision_id)], "revision_id_a": [theirs[0], "earliest"],
        "revision_id_b": [theirs[1], "live", "latest"], "session_id": ["1"], "app_label": ["repository_catalogue"],
        "app_name": ["repository_catalogue"], "model_name": ["learningmaterial"], "action": ["delete", "publish"],
        "action_name": ["approve", "publish"], "content_type_app_name": ["repository_catalogue", "repository_pages"],
        "content_type_model_name": ["learningmaterial", "portalpage"], "filter_spec": ["width-100"],
        "uidb64": ["MQ"], "token": ["set-password"], "document_id": ids, "doc_id": ids,
        "_0": page, "_1": ["earliest"], "_2": ["latest", "live"],
    }  # fmt: skip


def addresses(door: Door, world) -> list[str]:
    """The door's addresses with every candidate, and the ways to name rows in the query string."""
    tried = candidates(world)
    combined = product(*(tried[name] for name in door.arguments))
    plain = [door.template.format(**dict(zip(door.arguments, values, strict=True))) for values in combined]
    work, draft = world["work"].pk, world["draft"].pk
    queries = (f"?id={work}&id={draft}", "?id=all", f"?q={CANARY}&p=1", "?export=csv")
    if door.name in SHARED:  # one page of the portal is like another
        return [*plain[:4], plain[0] + queries[2]]
    return [*plain, *(address + query for address in plain[:2] for query in queries)]


def fingerprint(world) -> str:
    """Everything a stranger must not change: the rows, the revisions, the front page's content."""
    rows = [
        *LearningMaterial.objects.order_by("pk"),
        *Revision.objects.exclude(object_id=str(world["home"].pk)),
    ]
    return serializers.serialize("json", rows)


def asked(client, method: str, address: str):
    """The answer; a POST carries a form that would delete, publish or save whatever reads it."""
    form = {"title": "Chim lạ", "action-publish": "1", "id": "all", "next": "/cms/", "body-count": "0"}
    data = form if method == "post" else None
    return getattr(client, method)(address, data)


def body_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace") + str(response.headers)


def test_every_address_has_an_expectation():
    names = {door.name for door in doors() if not _documents(door)}
    assert names == SCOPED | NOT_FOUND | SHUT | SHARED, (
        "say in this file what strangers get from the new address"
    )


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("person", STRANGERS)
def test_strangers_read_and_change_nothing(cast, world, person, method):
    client = client_of(getattr(cast, person) if person else None)
    client.raise_request_exception = (
        False  # nonsense may break a page of Wagtail's, but never tell the canary
    )
    editor = person == "librarian_b"
    before = fingerprint(world)
    for door in doors():
        if editor and door.name == "wagtailadmin_logout":
            continue
        for address in addresses(door, world)[: None if editor else 2]:
            response = asked(client, method, address)
            where = f"{method} {address} as {person}: {response.status_code}"
            text = body_of(response).replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
            text = text.replace(f"“{CANARY}”", "").replace(f"&quot;{CANARY}&quot;", "")
            assert f"{CANARY} " not in text, where
            assert response.status_code < 500 or door.name in SHARED, where
            if not editor:
                assert response.status_code in {200, 302, 403, 404, 405} and not _opened(door, response), (
                    where
                )
            elif door.name in NOT_FOUND and "?" not in address and method == "get":
                assert response.status_code in {404, 405}, where
            elif door.name in SHUT or _documents(door):
                assert response.status_code in {302, 403, 404}, where
    assert fingerprint(world) == before
    assert not ModelLogEntry.objects.filter(label__contains=CANARY).exists()


def _documents(door: Door) -> bool:
    """Wagtail's documents are not used: whatever address they bring is shut."""
    return door.name.startswith(("wagtaildocs", "wagtailadmin_api:documents"))


def _opened(door: Door, response) -> bool:
    """Whether somebody without a way into the admin got a page of it; its icons and words of scripts are public."""
    return response.status_code == 200 and door.name not in {
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
    }


def test_bulk_delete_of_everything_deletes_nothing_even_for_the_owner(cast, world):
    client = client_of(cast.librarian_a)
    for query in (f"id={world['work'].pk}", "id=all"):
        address = f"/cms/bulk/repository_catalogue/learningmaterial/delete/?{query}"
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert LearningMaterial.objects.count() == 2


def test_the_librarian_of_the_school_reads_it_all(cast, world):
    client = client_of(cast.librarian_a)
    work = world["work"]
    base = "/cms/snippets/repository_catalogue/learningmaterial/"
    for path in ("", "results/", f"inspect/{work.pk}/", f"history/{work.pk}/", f"?q={CANARY}"):
        response = client.get(base + path)
        assert response.status_code == 200, path
        assert f"{CANARY} " in body_of(response), path
    compare = client.get(f"{base}history/{work.pk}/revisions/compare/earliest...latest/")
    assert compare.status_code == 200
    for path in ("", "results/", f"chosen/{work.pk}/", f"chosen-multiple/?id={work.pk}"):
        response = client.get(f"/cms/snippets/choose/repository_catalogue/learningmaterial/{path}")
        assert f"{CANARY} " in body_of(response), path
    assert f"{CANARY} nháp" not in body_of(client.get(base))


def test_an_editor_sees_a_placeholder_for_a_work_somebody_else_put_on_the_page(cast, world):
    for librarian in (cast.librarian_a, cast.librarian_b):  # the front page is written by the city's editors
        Membership.objects.create(
            user=librarian, unit=cast.city, role=Role.LIBRARIAN, valid_from=timezone.localdate()
        )
    address = f"/cms/pages/{world['home'].pk}/edit/"
    assert CANARY in body_of(client_of(cast.librarian_a).get(address))
    foreign = client_of(cast.librarian_b).get(address)
    assert foreign.status_code == 200
    assert CANARY not in body_of(foreign)
