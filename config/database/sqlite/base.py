"""Django's SQLite backend with a fair turn before every write transaction (docs/decisions/fair-write-lock.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection, Cursor
from typing import Any

from django.db.backends.sqlite3 import base, features, operations
from django.db.utils import OperationalError

from config.database.sqlite.turn import TurnTimeout, WriteTurn

DEFAULT_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;",
}
_LONGEST_KEPT = 4000  # characters of a statement
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP")


class DatabaseFeatures(features.DatabaseFeatures):
    """A lock asked for outside a transaction is refused here too, so that it is not found on a server only."""

    has_select_for_update = True
    has_select_for_update_nowait = True
    has_select_for_update_skip_locked = True
    has_select_for_update_of = True
    has_select_for_no_key_update = True


class DatabaseOperations(operations.DatabaseOperations):
    """The transaction holds the whole file already: a lock of rows needs no words."""

    def for_update_sql(self, *_args: Any, **_kwargs: Any) -> str:
        return ""


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the turn before BEGIN IMMEDIATE and gives it back at commit, roll-back or close.

    A statement that writes outside a transaction takes it for itself alone.
    """

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self._turn: WriteTurn | None = None

    def get_connection_params(self) -> dict[str, Any]:
        given = self.settings_dict["OPTIONS"]
        self.settings_dict["OPTIONS"] = {**DEFAULT_OPTIONS, **given}
        try:
            return super().get_connection_params()
        finally:
            self.settings_dict["OPTIONS"] = given

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        self._turn = self._make_turn(conn_params)
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Cursor:
        cursor: TurnTakingCursor = self.connection.cursor(factory=TurnTakingCursor)
        cursor.house = self
        return cursor

    def writes_alone(self, query: str) -> bool:
        """Whether this is a writing statement outside a transaction, with nobody holding the turn for it yet."""
        alone = self._turn and not self._turn.held and not self.in_atomic_block
        return bool(alone) and query.lstrip()[:8].upper().startswith(_WRITES)

    @contextmanager
    def own_turn(self) -> Iterator[None]:
        """The turn for one statement."""
        self._take_turn()
        try:
            yield
        finally:
            self._give_turn()

    def _make_turn(self, conn_params: dict[str, Any]) -> WriteTurn | None:
        name = str(conn_params["database"])
        if self.is_in_memory_db() or name.startswith("file:"):
            return None
        file = Path(name).absolute()
        file.parent.mkdir(parents=True, exist_ok=True)
        return WriteTurn(f"{file}.turn", timeout=float(conn_params.get("timeout", 20)))

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == "IMMEDIATE":  # type: ignore[attr-defined]
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            if self._turn is not None:
                self._turn.close()

    def _take_turn(self) -> None:
        if self._turn is None:
            return
        try:
            self._turn.take()
        except TurnTimeout as error:
            raise OperationalError("database is locked (waited for the turn to write)") from error

    def _give_turn(self) -> None:
        if self._turn is not None:
            self._turn.give()


class TurnTakingCursor(base.SQLiteCursorWrapper):
    """Asks for the turn when a statement writes on its own."""

    house: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if not self.house.writes_alone(query):
            return super().execute(query, params)
        with self.house.own_turn():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        if not self.house.writes_alone(query):
            return super().executemany(query, param_list)
        with self.house.own_turn():
            return super().executemany(query, param_list)

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is not None or len(query) > _LONGEST_KEPT:
            return super().convert_query(query, param_names=param_names)
        return _in_qmark_style(query)


@lru_cache(maxsize=1024)  # the same few hundred statements again and again
def _in_qmark_style(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
