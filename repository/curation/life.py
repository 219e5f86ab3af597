"""What a kind of reviewed work tells of itself to the one lifecycle: its rows, who may do what, what follows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from django.db.models import F, Model, QuerySet
from django.dispatch import Signal

if TYPE_CHECKING:
    from config.accounts.models import User
    from config.audit.models import AuditEntry
    from repository.curation.models import ReviewDecision, ReviewRound
    from repository.organisations.models import OrgUnit
    from repository.organisations.viewer import Viewer


class WorkState(StrEnum):
    """Where the work in progress stands; every kind stores these words, and may know others for what is out of use."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPRAISED = "appraised"
    RETURNED = "returned"
    APPROVED = "approved"


IN_REVIEW = frozenset({WorkState.SUBMITTED, WorkState.APPRAISED})


class Act(StrEnum):
    """What people do with a work beside writing it; with the kind before it, the verb in the log."""

    EDIT = "edit"
    TAKE_BACK = "take_back"
    BIN = "bin"
    RESTORE = "restore"
    RETIRE = "retire"
    REINSTATE = "reinstate"


class Work(Protocol):
    """A row that can be reviewed."""

    pk: Any
    public_id: Any
    state: Any
    deleted_at: Any
    change_number: Any

    @property
    def subject_key(self) -> str:
        """ "kind:public_id"."""
        ...


W = TypeVar("W", bound=Work)


@dataclass(frozen=True)
class ForReview:
    """What is sent for review: the kind's key, public id and title, its frozen content and where it belongs."""

    kind: str
    subject_id: str
    title: str
    frozen: dict[str, Any]
    digest: str
    organisation: OrgUnit
    subject_group: OrgUnit | None
    editors: Iterable[User] = ()
    message: str = ""


@dataclass(frozen=True)
class Rule(Generic[W]):
    """Who may do an act, asked of the locked row, and what is said to everybody else (lazily translated)."""

    may: Callable[[Viewer, W], bool]
    refusal: Any


class Life(ABC, Generic[W]):
    """What differs between kinds. The lifecycle calls everything but `lock` and `erasable` with the row locked, in its
    transaction: raising Refused undoes the whole act.
    """

    kind: ClassVar[str]
    model: ClassVar[type[Model]]
    changed: ClassVar[Signal]
    rules: Mapping[Act, Rule[W]]
    out_of_use: ClassVar[str] = "retired"  # the state of what is out of use
    ended_by_edit: ClassVar[frozenset[str]] = frozenset(
        {WorkState.APPROVED}
    )  # an edit makes a draft of these
    verbs: ClassVar[Mapping[Act, str]] = {}  # words of the log that differ from the act's

    def verb(self, act: Act) -> str:
        """What the log calls an act: "material.bin"."""
        return f"{self.kind}.{self.verbs.get(act, act)}"

    def lock(self, public_id: str) -> W | None:
        """The row as it stands now, locked until the transaction ends; None when there is none any more."""
        rows: QuerySet[Any] = self.model._default_manager.select_for_update()
        found: W | None = rows.filter(public_id=public_id).first()
        return found

    def stands(self, public_id: str) -> bool:
        """There is such a work, in the bin or not; false once it was deleted."""
        return self.model._default_manager.filter(public_id=public_id).exists()

    def put(self, work: W, **values: Any) -> None:
        """Write columns of the row alone."""
        self.model._default_manager.filter(pk=work.pk).update(**values)
        for name, value in values.items():
            setattr(work, name, value)

    def set_state(self, work: W, state: str) -> None:
        """Note where the work in progress stands."""
        self.put(work, state=state)

    def announce(self, work: W) -> None:
        """Count the change and tell who listens."""
        announce_change([work], self.changed)

    @abstractmethod
    def freeze(self, actor: User, work: W, to: Any) -> ForReview:
        """Freeze what the actor sends. Raises Refused when it is not complete, or has not changed since approval."""

    @abstractmethod
    def publish(self, work: W, review_round: ReviewRound, decision: ReviewDecision) -> None:
        """The last step was passed: publish exactly the frozen content, and announce it."""

    @abstractmethod
    def on_retire(self, entry: AuditEntry, work: W, marks: Mapping[str, Any]) -> None:
        """It is out of use: what else follows, and who is told of `entry`, which knows who did it and why.

        `marks` are what the kind's own page asks.
        """

    def state_back_in_use(self, work: W) -> str:
        """Where the work stands once it is back in use; only kinds with a rule for `Act.REINSTATE` are asked."""
        return WorkState.DRAFT

    @abstractmethod
    def erasable(self, before: datetime) -> QuerySet[Any]:
        """What was put in the bin before that moment and may be deleted."""

    @abstractmethod
    def erase(self, work: W) -> None:
        """Delete the row and what hangs on it. A ProtectedError leaves it in the bin."""


def announce_change(works: Iterable[Any], signal: Signal) -> None:
    """Count the change of each row and tell who listens, inside the transaction. Search follows within a relay cycle."""
    rows = list(works)
    if not rows:
        return
    model = type(rows[0])
    model._default_manager.filter(pk__in=[row.pk for row in rows]).update(
        change_number=F("change_number") + 1
    )
    for row in rows:
        row.change_number += 1
    signal.send(sender=model, public_ids=[row.public_id for row in rows])
