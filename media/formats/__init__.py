"""File formats: recognise, inspect, extract text, make previews, name a player. Plain Python, no ORM.

Callers use `media.formats.sandbox` (inspect and preview in a child process), `media.formats.problems`
(sentences for findings) and `media.formats.anchors`. Everything that opens a file of a stranger runs in the
child only.
"""
