"""A change that one process of the service takes in is in the answers of every other one at once."""

import re
import time
import urllib.request
from urllib.parse import urlencode

import pytest

from exchange.plumbing.clock import today
from exchange.technologies.models import Deployment, Stage
from tests import examples
from tests.deployments.keeping.conftest import SYSTEMS
from tests.serving import serving

pytestmark = pytest.mark.slow

PEERS = "/peers?org=RXB"
ITS_OWN_TIME = 2.0  # seconds, at the most


@pytest.fixture
def token(house):
    """Of the lead. The other trust uses one of the same systems, so that the two are peers by it."""
    for code, latitude in (("RXA", 52.0), ("RXB", 52.5)):
        place = house.trust if code == "RXA" else house.other
        place.latitude, place.longitude = latitude, 0.1
    house.session.add(
        Deployment(
            organisation_id=house.other.id,
            functional_area_code="epr",
            supplier_id=house.supplier.id,
            product_id=house.products["One"].id,
            stage=Stage.LIVE,
            confirmed_on=today(),
        )
    )
    token = examples.start_session(house.session, house.lead)
    house.session.commit()
    return token


def read(address, path):
    with urllib.request.urlopen(address + path, timeout=20) as answer:
        return answer.read().decode()


def press(address, path, token, **form):
    request = urllib.request.Request(
        address + path,
        urlencode(form).encode(),
        {"Cookie": f"exchange={token}", "Origin": address},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read().decode()


def shown(address):
    """What the list of peers says of the one that is changed: its score and its reasons."""
    page = read(address, PEERS)
    return re.search(r"(?s)<li[^>]*>(?:(?!<li).)*Northfield Trust.*?</li>", page)[0]


def test_confirming_and_adding_re_rank_at_once_in_every_process(house, database_url, token):
    with serving(database_url) as one, serving(database_url) as two:
        before = [shown(one), shown(two)]
        assert "unconfirmed" in read(two, "/peers/RXB/RXA")
        press(one, f"{SYSTEMS}/{house.entries['epr']}/confirm", token, version=1)
        begun = time.monotonic()
        after = [shown(two), shown(one)]
        assert time.monotonic() - begun < ITS_OWN_TIME
        assert before[0] == before[1] and after[0] == after[1] != before[0]
        assert "confirmed by the organisation" in read(two, "/peers/RXB/RXA")
        form = {"system": "Two by Maker", "functional_area": "maternity", "stage": "live"}
        press(two, f"{SYSTEMS}/new", token, **form)
        assert "Maker Two" in read(one, "/organisations/RXA") or "Two</a> by" in read(
            one, "/organisations/RXA"
        )
        assert 'value="maternity"' in read(one, "/peers/RXB/RXA") or "MATERNITY" in read(
            one, "/peers/RXB/RXA"
        )
