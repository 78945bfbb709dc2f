"""Large spreadsheets are worked on by a worker, with a lease; and none costs statements by the row."""

from datetime import timedelta

import pytest

from exchange.deployments import import_jobs
from exchange.deployments.import_jobs import LeaseLost, work_on_next
from exchange.deployments.import_reading import Sheet
from exchange.deployments.models import ImportState
from exchange.plumbing.clock import now
from exchange.technologies.models import Deployment, Stage
from exchange.working import desk_for, do_imports
from tests import examples
from tests.deployments.imports.sheets import BASE, add_vocabulary, as_csv, entries, newest, rows_of


@pytest.fixture
def many(session):
    """Rows for a registry of so many products."""

    def many(rows, products=120):
        return rows_of(rows, products=products)

    return many


@pytest.fixture
def products(session):
    return add_vocabulary(session, products=120)


def test_a_large_file_waits_for_the_worker_and_shows_how_far_it_is(
    *, session, browser, send, read, engine, settings, many, trust
):
    where = send(many(501))
    waiting = read(where)
    assert (waiting["state"], waiting["rows_done"], waiting["is_under_way"]) == ("checking", 0, True)
    page = browser.get(where).text
    assert '<progress class="kx-progress" id="done" max="501" value="0">' in page
    assert "Look again" in page and "data-hx-trigger" in page
    fragment = browser.get(where, headers={"HX-Request": "true", "HX-Target": "import_state"}).text
    assert "<html" not in fragment and "<progress" in fragment

    class Never:
        def is_set(self):
            return False

    assert do_imports(desk_for(engine, settings), Never()) == 1
    found = read(where)
    assert (found["state"], found["rows_done"], found["to_write"]) == ("checked", 501, 501)
    done = browser.get(where, headers={"HX-Request": "true", "HX-Target": "import_state"}).text
    assert "data-hx-trigger" not in done and "Write 501 rows" in done
    browser.post(f"{where}/write", data={"version": found["version"]})
    assert read(where)["state"] == "writing"
    assert entries(session, trust) == []
    assert work_on_next(engine, "worker") and not work_on_next(engine, "worker")
    assert read(where)["state"] == "written"
    assert len(entries(session, trust)) == 501


def test_an_import_in_hand_belongs_to_one_worker_until_its_lease_is_over(session, send, engine, many):
    send(many(501))
    with import_jobs.writing(engine) as own, own.begin():
        claim = import_jobs._claim(own, "killed")
    assert not work_on_next(engine, "other")
    row = newest(session)
    assert (row.state, row.owner, row.attempts) == (ImportState.CHECKING, "killed", 1)
    row.leased_until = now() - timedelta(seconds=1)
    session.add(row)
    session.commit()
    assert work_on_next(engine, "other")
    assert newest(session).state is ImportState.CHECKED
    with pytest.raises(LeaseLost):  # the first comes back to life: what it found is not kept
        import_jobs._work(engine, claim)


def test_a_registry_that_changes_under_the_worker_is_compared_anew(
    *, session, browser, send, read, engine, many, trust, monkeypatch
):
    where = send(many(501))
    work_on_next(engine, "worker")
    browser.post(f"{where}/write", data={"version": read(where)["version"]})
    real = import_jobs._assess

    def slow(*arguments):
        found = real(*arguments)
        monkeypatch.setattr(import_jobs, "_assess", real)
        session.add(Deployment(organisation_id=trust.id, functional_area_code="pas", stage=Stage.LIVE))
        session.commit()
        return found

    monkeypatch.setattr(import_jobs, "_assess", slow)
    assert work_on_next(engine, "worker")
    assert read(where)["state"] == "writing"  # nothing written; it is taken up again
    assert work_on_next(engine, "worker")
    assert read(where)["state"] == "written"  # what was added has nothing to do with what was shown
    assert len(entries(session, trust)) == 502


def test_an_import_that_every_worker_fails_at_is_given_up_in_words(
    session, browser, send, engine, many, monkeypatch
):
    where = send(many(501))

    def fail(*_):
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(import_jobs, "_assess", fail)
    for _ in range(import_jobs.MOST_ATTEMPTS + 1):
        assert work_on_next(engine, "worker")
        row = newest(session)
        row.leased_until = None
        session.add(row)
        session.commit()
    assert newest(session).state is ImportState.FAILED
    assert "We tried several times and could not finish this. Nothing was written" in browser.get(where).text


@pytest.mark.parametrize("step", ["check", "write", "undo", "look"])
def test_ten_times_the_rows_cost_no_more_statements(*, app, browser, send, read, write, many, step):
    costs = {}
    for rows in (50, 500):
        sent = many(rows)
        with examples.statements(app) as found:
            where = send(sent)
        if step == "check":
            costs[rows] = len(found)
        else:
            with examples.statements(app) as found:
                browser.post(f"{where}/write", data={"version": 1})
            if step == "write":
                costs[rows] = len(found)
            elif step == "look":
                with examples.statements(app) as found:
                    browser.get(where)
                costs[rows] = len(found)
        with examples.statements(app) as found:
            browser.post(f"{where}/undo", data={})
        if step == "undo":
            costs[rows] = len(found)
    print(step, costs)
    assert costs[500] <= costs[50] + 2, costs  # large sets of values go in batches
    assert costs[50] <= 45, costs


def test_a_sheet_that_is_emptied_has_no_rows():
    assert Sheet.unpack(b"").rows == ()


def test_five_thousand_rows_are_sent_in_one_request(session, browser, engine):
    content = as_csv([("epr", "Norland", f"Nothing {n}", "live", "", "") for n in range(5000)])
    answer = browser.post(BASE, files={"file": ("big.csv", content)})
    assert answer.status_code == 303
    assert newest(session).rows == 5000
    assert work_on_next(engine, "worker")
    page = browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert "5000 names are not known" in page.text.replace(",", "")
