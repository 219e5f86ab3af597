"""Keeping a text that met somebody else's: it becomes a question of its own, pictures included."""

from __future__ import annotations

import json

from django.db import transaction

from config.accounts.models import User
from media.files.services import hold
from questionbank.items.authoring.editor import Editor
from questionbank.items.models import Question, QuestionPicture
from questionbank.items.services.pictures import add_twin
from questionbank.items.services.writing import Classification, create_question, save_draft
from repository.curation.lifecycle import locked


@transaction.atomic
def copy_as_new(actor: User, *, editor: Editor, classification: Classification) -> Question:
    """A new question in the actor's own bank with everything that stands in the editor; all of it or nothing."""
    question = create_question(actor, type_key=editor.kind.key)
    written = json.dumps([editor.work.body, editor.work.key])
    locked(editor.question)  # none of its pictures becomes ready meanwhile
    for picture in editor.question.pictures.select_related("blob"):
        if picture.public_id in written:
            hold(picture.blob, holder=question.subject_key)
            twin = QuestionPicture.objects.create(question=question, blob=picture.blob, alt=picture.alt)
            written = written.replace(picture.public_id, twin.public_id)
    for waiting in editor.question.incoming_pictures.waiting():
        if waiting.public_id in written:
            written = written.replace(waiting.public_id, add_twin(actor, waiting, question).public_id)
    body, key = json.loads(written)
    saved = save_draft(
        actor,
        question=question,
        edit_number=question.edit_number,
        body=body,
        key=key,
        classification=classification,
    )
    return saved.question
