"""Every text on the screen has its Vietnamese."""

import pytest

from config.messages import PACKAGES, catalogue_file, extract, missing, read


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_is_translated(package):
    lacking = [f"{entry.text!r}: {entry.why}" for entry in missing(package)]
    assert not lacking, f"{len(lacking)} texts of {package} lack Vietnamese (make messages):\n" + "\n".join(
        lacking
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_the_catalogue_holds_nothing_that_is_no_longer_said(package):
    known = read(catalogue_file(package))
    said = {message.id for message in extract(package)}
    stale = [message.id for message in known or [] if message.id and message.id not in said]
    assert not stale, f"{package}: run make messages"
