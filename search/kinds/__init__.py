"""What can be found: one file per kind, which says all of it. The recipe: `docs/howto/add-a-kind-of-result.md`.

    findable("question", Kind(...), Listing(...), order=20)

No index holds an answer key; pupils have indexes of their own, made from a projection without what is for teachers.
"""
