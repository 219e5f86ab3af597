"""In front of Django: reads bodies and sends answers without holding a thread that saves somebody's work.

The event loop collects a request's body (limits: `limits.py`), then one of a few threads answers it as WSGI, and the
server sends the answer at the reader's pace. A slow line costs memory, never a thread (docs/decisions/0023).
"""
