"""What exactly was sent for review: the digest over content, key and classification that a decision is bound to."""

from __future__ import annotations

import json
from hashlib import sha256

from questionbank.items.models import AnswerKey, Question, QuestionVersion
from questionbank.items.reading import key_in_force


def digest_of(question: Question, version: QuestionVersion, key: AnswerKey | None) -> str:
    """SHA-256; differs as soon as a word, the key or a place in the curriculum differs."""
    content = {
        "type": question.type_key,
        "version": version.number,
        "body": version.body,
        "key": key.key if key else None,
        "subject": question.subject_id,
        "grade": question.grade_id,
        "topic": question.topic_id,
        "outcome": question.outcome_id,
        "level": question.level,
    }
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def current_digest(question: Question) -> str:
    """The digest of the work as it stands now."""
    draft = question.draft
    return digest_of(question, draft, key_in_force(draft)) if draft else ""
