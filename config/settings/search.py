"""The search engine: the embedded one by default, Elasticsearch by `ELASTICSEARCH_URL`."""

from __future__ import annotations

from config import env
from config.settings.paths import VAR_DIR

ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL")
ELASTICSEARCH_API_KEY = env.text("ELASTICSEARCH_API_KEY")
SEARCH_PREFIX = env.text("SEARCH_PREFIX", "hoclieu")
SEARCH_DIR = VAR_DIR / "index"
SEARCH_TIMEOUT_SECONDS = 2
SEARCH_COMMIT_SECONDS = 1  # the embedded index is committed at most this often
