"""What no address may carry."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/tim/?q=a%00b", "/bai-kiem-tra/?trang-thai=%00", "/em/?next=/%00"])
def test_a_nul_in_a_query_is_refused_before_any_database_sees_it(client, address):
    assert client.get(address).status_code == 400
