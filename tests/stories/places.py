"""The pages that the access story walks: every address without arguments, and one of each kind with them."""

from __future__ import annotations

import json

from config.routes import ROUTES, Access

STAFF, HEAD, LIBRARIAN = "gv.toan.a", "totruong.toan.a", "thuthu.a"
