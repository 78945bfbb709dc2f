import pytest

from tests.lessons.writers import add_writers, begun


@pytest.fixture
def writers(session):
    return add_writers(session)


@pytest.fixture
def browser(writers, signed_in):
    """The author's browser."""
    return signed_in(writers.ana)


@pytest.fixture
def lead_browser(writers, signed_in):
    return signed_in(writers.lead)


@pytest.fixture
def draft(browser):
    """The slug of a draft of the author's."""
    return begun(browser)
