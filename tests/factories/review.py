"""Something to review that belongs to no other room: a poem, and what is said about it."""

from __future__ import annotations

from repository.curation.services import Decision, HandIn, open_round

KIND = "material-poem"


class Poem:
    """A reviewable kind that only remembers what happened to it."""

    label = "poem"

    def __init__(self):
        self.events, self.digest = [], "d1"

    def review_url(self, review_round):
        return f"/poem/{review_round.public_id}/"

    def current_digest(self, review_round):
        return self.digest

    def on_step(self, review_round, decision):
        self.events.append("step")

    def on_approve(self, review_round, decision):
        self.events.append("approve")

    def on_return(self, review_round, decision, actor):
        self.events.append("return")

    def on_withdraw(self, review_round, actor):
        self.events.append("withdraw")


def hand_in(cast, author=None, editors=(), subject_id="p1", in_group=True):
    """A poem of school A, handed in."""
    return open_round(
        author or cast.teacher_a,
        hand_in=HandIn(
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
