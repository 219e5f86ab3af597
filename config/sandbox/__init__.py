"""Opening strangers' bytes: work that any floor registers runs in a child process of its own, under limits.

A room declares its work in its `sandbox.py` with `works.work(…)` and asks for it with `Work.ask(…)`: by name, like a job.
The child imports the function by its dotted name, and nothing else of the house. Its answer is a stranger's, too:
it is taken only in the declared shape.
"""
