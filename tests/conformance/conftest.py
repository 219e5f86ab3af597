"""Each engine, with two empty indexes; without a server (`ELASTICSEARCH_URL`) its part is left out and says so."""

import pytest

from tests.conformance.engine_cases import ENGINES, LEAVES, WORKS, forget_everything, make_engine


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    made = make_engine(request.param, tmp_path)
    made.ensure(WORKS)
    made.ensure(LEAVES)
    yield made
    made.release()
    forget_everything(made)
