"""Every operation of the OpenAPI document, asked by everybody for what its schema allows."""

import shutil
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from exchange.app import create_app
from exchange.loading import load_folder
from exchange.migrations.running import ensure_schema
from exchange.people.actor import OPERATOR
from exchange.people.models import DutyKind
from exchange.plumbing.database import make_engine, writing
from exchange.plumbing.settings import Settings
from tests import examples

pytestmark = pytest.mark.slow

IN_ALL = 20_000
ROLES = {
    "visitor": "/api/v1/counts",
    "newcomer": "/api/v1/account/organisation",
    "staff": "/api/v1/account/profile",
    "knowledge lead": "/api/v1/organisations/XXX99/members",
    "network leader": "/api/v1/requests",
    "administrator": "/api/v1/administration",
}
"""Who asks, and what they may read: by it we see whether they still are who they were."""


class Service:
    """An application on the shipped data with somebody of each role, which can be put back as it was."""

    def __init__(self, folder, seed_folder):
        self.folder = folder
        engine = make_engine(f"sqlite:///{folder / 'before.db'}")
        ensure_schema(engine)
        with writing(engine) as session, session.begin():
            load_folder(session, OPERATOR, seed_folder)
            self.tokens = sign_everybody_in(session)
        engine.dispose()
        shutil.copy(folder / "before.db", folder / "exchange.db")
        self.app = create_app(
            Settings(
                database_url=f"sqlite:///{folder / 'exchange.db'}",
                base_url=examples.ADDRESS,
                mail_folder=str(folder / "mail"),
            )
        )

    def put_back(self):
        """Bring the database to where it began."""
        self.app.state.engine.dispose()
        for suffix in ("-wal", "-shm"):
            (self.folder / f"exchange.db{suffix}").unlink(missing_ok=True)
        shutil.copy(self.folder / "before.db", self.folder / "exchange.db")

    def still_is(self, role):
        """Say whether the session of a role still lets its owner read what they may."""
        with examples.browser(self.app, self.tokens.get(role, "")) as browser:
            return browser.get(ROLES[role]).status_code == 200


@pytest.fixture(scope="module")
def service(tmp_path_factory, seed_folder):
    service = Service(tmp_path_factory.mktemp("hostile"), seed_folder)
    yield service
    service.app.state.engine.dispose()


def sign_everybody_in(session):
    organisation = examples.add_organisation(session, "XXX99")
    network = examples.add_network(session, "Hostile programme", [organisation])
    people = {
        "newcomer": examples.add_person(session, "New Example"),
        "staff": examples.add_person(session, "Sam Example", organisation),
        "knowledge lead": examples.add_person(
            session, "Kim Example", organisation, duties=[DutyKind.KNOWLEDGE_LEAD]
        ),
        "network leader": examples.add_person(
            session, "Lea Example", organisation, duties=[DutyKind.NETWORK_LEADER], network=network
        ),
        "administrator": examples.add_person(
            session, "Adi Example", organisation, duties=[DutyKind.ADMINISTRATOR]
        ),
        "other administrator": examples.add_person(
            session, "Bea Example", organisation, duties=[DutyKind.ADMINISTRATOR]
        ),
    }
    return {role: examples.start_session(session, person) for role, person in people.items()}


@pytest.mark.parametrize("role", ROLES)
def test_nothing_that_is_sent_makes_the_service_fail(service, role):
    service.put_back()
    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", service.app, headers={"Host": "exchange.test"}
    )
    operations = [found.ok() for found in schema.get_all_operations()]
    varied = [each for each in operations if each.path_parameters or each.query or each.body]
    each = 20 - (-IN_ALL // len(ROLES) // len(varied))
    headers = {"Host": "exchange.test", "Sec-Fetch-Site": "same-origin"}
    cookies = {"__Host-exchange": service.tokens[role]} if role in service.tokens else {}
    answers: Counter[int] = Counter()
    lost = []
    for operation in operations:

        @hypothesis_settings(
            max_examples=each,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            answer = case.call(headers=headers, cookies=cookies)
            answers[answer.status_code] += 1
            assert answer.status_code < 500, case.as_curl_command()

        ask()
        if not service.still_is(role):
            lost.append(operation.label)
            service.put_back()
    assert answers.total() >= IN_ALL / len(ROLES), answers
    assert answers[401] == 0 or role == "visitor" or lost, answers
    assert set(answers) - {401, 403, 404, 422}
