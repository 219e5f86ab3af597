"""The connection to an Elasticsearch server: time limits, our own sentences for its errors, bulk answers sorted out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from elasticsearch import (
    ApiError,
    BadRequestError,
    ConnectionError,
    ConnectionTimeout,
    Elasticsearch,
    NotFoundError,
    TransportError,
    UnsupportedProductError,
    __versionstr__,
)

from search.backends.base import EngineDown, EngineError
from search.backends.elasticsearch_documents import CHILDREN, Indexed

BULK_TIMEOUT_SECONDS = 60
_VERSIONS = re.compile(r"must be either version .{0,100}? but found (\d+)")

T = TypeVar("T")
Line = dict[str, Any]  # of a bulk: an operation, `_source` holds the document to be written


class Missing(EngineDown):
    """The index does not exist."""


@dataclass(slots=True)
class Sent:
    """Ids of bulk lines that were not taken."""

    stale: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)


class Server:
    """`quick` for people's questions, with the time limit of the settings; `slow` for writing. Only `quick` retries."""

    def __init__(self, url: str, *, api_key: str, timeout: float) -> None:
        self.quick = Elasticsearch(
            url, api_key=api_key or None, request_timeout=timeout, max_retries=1, retry_on_timeout=False
        )
        self.slow = self.quick.options(request_timeout=BULK_TIMEOUT_SECONDS, max_retries=0)

    def ask(self, call: Callable[[], T]) -> T:
        """Run a call; the client's own errors become ours, in a sentence."""
        try:
            return call()
        except NotFoundError as error:
            raise Missing("no such index") from error
        except UnsupportedProductError as error:
            raise EngineDown("the search address answers, but it is no Elasticsearch server") from error
        except BadRequestError as error:
            raise EngineError(_explain(error)) from error
        except (ConnectionTimeout, ConnectionError) as error:
            raise EngineDown("the search server does not answer") from error
        except (ApiError, TransportError) as error:
            raise EngineDown(f"the search server refuses: {error}") from error

    def send(self, lines: list[Line], index: str) -> Sent:
        """Send bulk lines. A version conflict is a stale operation; a missing document to delete is gone already."""
        sent = Sent()
        refused = self.ask(
            lambda: Indexed.bulk(
                lines, using=self.slow, index=index, validate=False, chunk_size=500, raise_on_error=False
            )[1]
        )
        for result in refused if isinstance(refused, list) else []:
            ((verb, detail),) = result.items()
            if verb == "delete" and detail.get("status") == 404:
                continue
            if detail.get("status") == 409:
                sent.stale.add(detail["_id"])
            else:
                sent.failed[detail["_id"]] = str(detail.get("error", {}).get("reason", "refused"))
        return sent

    def child_counts(self, index: str, parent_ids: Sequence[str]) -> dict[str, int]:
        """How many passages each parent has; read at once, not only after a refresh."""
        ids: list[dict[str, Any]] = [{"_id": parent_id} for parent_id in dict.fromkeys(parent_ids)]
        if not ids:
            return {}
        found = self.ask(
            lambda: Indexed.mget(
                ids, using=self.slow, index=index, missing="skip", source_includes=[CHILDREN]
            )
        )
        return {row.meta.id: int(row.to_dict().get(CHILDREN, 0)) for row in found if row is not None}


def _explain(error: BadRequestError) -> str:
    mismatch = _VERSIONS.search(str(error.body))
    if mismatch:
        return (
            f"the search client has version {__versionstr__}, which the server does not accept; "
            f"install the client of major version {mismatch[1]} or run a server of major version 8 or 9"
        )
    return f"the search server does not understand: {error}"
