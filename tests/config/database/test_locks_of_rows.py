"""A lock of rows needs a transaction on every database, so that no server finds first what the desk let pass."""

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.transaction import TransactionManagementError

User = get_user_model()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "asked", [{}, {"skip_locked": True, "no_key": True}, {"of": ("self",), "nowait": True}]
)
def test_a_lock_outside_a_transaction_is_refused(asked):
    with pytest.raises(TransactionManagementError):
        User.objects.select_for_update(**asked).first()


@pytest.mark.django_db(transaction=True)
def test_inside_one_it_reads_the_rows():
    made = User.objects.create(username="lan")
    with transaction.atomic():
        assert User.objects.select_for_update(of=("self",), skip_locked=True).get() == made
