"""May they? Rights over one question; which questions exist for a viewer at all is `visible_to`."""

from __future__ import annotations

from questionbank.items.models import Question, QuestionState
from questionbank.items.querysets import AUTHORS_ONLY, HEADS, LEADERS
from repository.curation.life import IN_REVIEW
from repository.organisations.models import Role
from repository.organisations.policies import may_contribute
from repository.organisations.viewer import Viewer


def may_write(viewer: Viewer) -> bool:
    """Those who may add materials write questions, too."""
    return may_contribute(viewer)


def is_author(viewer: Viewer, question: Question) -> bool:
    """Wrote it: in one's own bank for good, in a unit's bank while one works there (`authored`, said for one row)."""
    if viewer.user is None or not viewer.is_staff or viewer.user.pk != question.author_id:
        return False
    return question.bank.owner_id == viewer.user.pk or viewer.works_in(question.bank.unit_id)


def may_edit(viewer: Viewer, question: Question) -> bool:
    """The author; once it stands in the school's bank also its leaders and the head of the subject group."""
    if question.deleted_at is not None or question.state == QuestionState.RETIRED:
        return False
    return is_author(viewer, question) or _keeps(viewer, question)


def may_read_draft(viewer: Viewer, question: Question) -> bool:
    """May read the work in progress and the history: who edits it, and who watches over what was sent for review."""
    if is_author(viewer, question) or _keeps(viewer, question):
        return True
    units = {question.bank.unit_id, question.subject_group_id}
    if question.offered_to_id and question.offered_to:
        units.add(question.offered_to.unit_id)
    return question.state not in AUTHORS_ONLY and bool(units & viewer.staff_unit_ids)


def may_revise_key(viewer: Viewer, question: Question) -> bool:
    """A wrong key is mended by whoever may edit."""
    return may_edit(viewer, question)


def may_retire(viewer: Viewer, question: Question) -> bool:
    """What the school's bank holds is taken out of use by its keepers, the librarian or the author."""
    if question.published_id is None or question.bank.unit_id is None or question.deleted_at is not None:
        return False
    librarian = question.bank.unit_id in viewer.units_with(Role.LIBRARIAN)
    return viewer.is_staff and (librarian or is_author(viewer, question) or _keeps(viewer, question))


def may_delete(viewer: Viewer, question: Question) -> bool:
    """The author bins what never came into the school's bank; that is taken out of use instead."""
    return is_author(viewer, question) and question.published_id is None and question.deleted_at is None


def may_offer(viewer: Viewer, question: Question) -> bool:
    """Whoever may edit it hands it in, unless it waits already."""
    return may_edit(viewer, question) and question.state not in IN_REVIEW


def _keeps(viewer: Viewer, question: Question) -> bool:
    unit = question.bank.unit_id
    if unit is None or not viewer.is_staff:
        return False
    return unit in viewer.units_with(*LEADERS) or question.subject_group_id in viewer.units_with(*HEADS)
