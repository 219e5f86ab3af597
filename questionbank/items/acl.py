"""Access tokens of search documents: the same rule as `QuestionQuerySet.visible_to`, said in tokens.

Which token a person holds is said in `repository.organisations.viewer`. Questions stand only in the index for staff:
pupils hold `org:` tokens, too.
"""

from __future__ import annotations

from questionbank.items.models import Question
from questionbank.items.querysets import AUTHORS_ONLY


def acl_tokens(question: Question) -> set[str]:
    """Whoever may open the question in some state: the tokens of both documents."""
    return published_tokens(question) | draft_tokens(question)


def published_tokens(question: Question) -> set[str]:
    """Of the document of the approved version: the staff of the unit whose bank holds it; empty when there is none."""
    unit = question.bank.unit_id
    if question.deleted_at is not None or question.published_id is None or unit is None:
        return set()
    return {f"org:{unit}", f"staff:{unit}"}


def draft_tokens(question: Question) -> set[str]:
    """Of the document of the work in progress: its author and, once sent for review, those who watch over it."""
    if question.deleted_at is not None:
        return set()
    unit = question.bank.unit_id
    tokens = set()
    if unit is not None:
        tokens.add(f"user:{question.author_id}@{unit}")
    elif question.bank.owner_id == question.author_id:
        tokens.add(f"user:{question.author_id}")
    if question.state not in AUTHORS_ONLY:
        offered = question.offered_to.unit_id if question.offered_to else None
        watched = (unit, offered, question.subject_group_id)
        tokens.update(f"staff:{unit}" for unit in watched if unit)
    return tokens
