"""Something to review that belongs to no other room: a poem, and what is said about it."""

from __future__ import annotations

from repository.curation.services import Decision, ForReview, open_round

KIND = "material-poem"


class PoemLife:
    """A life without rows: it remembers what happened."""

    kind = KIND

    def __init__(self):
        self.events = []

    def lock(self, public_id):
        return f"{KIND}:{public_id}"

    def set_state(self, work, state):
        self.events.append(str(state))

    def announce(self, work):
        assert self.events

    def publish(self, work, review_round, decision):
        self.events.append("approved")


class Poem:
    """A reviewable kind that only remembers what happened to it."""

    label = "poem"

    def __init__(self):
        self.life, self.digest = PoemLife(), "d1"

    @property
    def events(self):
        """The states it went through."""
        return self.life.events

    def review_url(self, review_round):
        return f"/poem/{review_round.public_id}/"

    def subject_url(self, review_round):
        return f"/poem/{review_round.subject_id}/"

    def current_digest(self, review_round):
        return self.digest


def sent_for_review(cast, author=None, editors=(), subject_id="p1", in_group=True):
    """A poem of school A, sent for review."""
    return open_round(
        author or cast.teacher_a,
        sent=ForReview(
            kind=KIND,
            subject_id=subject_id,
            title="Bài thơ",
            frozen={},
            digest="d1",
            organisation=cast.school_a,
            subject_group=cast.maths_a if in_group else None,
            editors=editors,
        ),
    )


def say(verdict, note="", digest="d1"):
    """What a reviewer says about the poem."""
    return Decision(verdict=verdict, digest=digest, note=note)
