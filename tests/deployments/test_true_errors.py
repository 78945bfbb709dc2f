"""Errors that people point out: who is told, who answers, and who hears back."""

from uuid import uuid4

import pytest

from exchange.deployments import error_actions, error_queries, letters
from exchange.deployments.error_schemas import AnswerGiven, ErrorGiven, MissingGiven
from exchange.deployments.models import ReportState
from exchange.deployments.shelf_life import REPORTS_A_DAY
from exchange.people.actor import VISITOR
from exchange.people.models import DutyState, PersonState
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, Invalid, NotAllowed, NotFound, SignInNeeded
from exchange.plumbing.limits import TooMany
from exchange.plumbing.patient_data import HoldsPatientData
from tests import examples
from tests.deployments import true_cast
from tests.memberships.deeds import duties_of

NHS_NUMBER = "943 476 5919"


@pytest.fixture
def cast(session):
    return true_cast.build(session)


def point_out(cast, deployment, who="user", text="It was switched off in May"):
    given = ErrorGiven(text=text)
    return error_actions.point_out_error(cast.session, cast.actor(who), "RXA", deployment.id, given)


def answer(cast, report_id, who="lead", state=ReportState.CORRECTED, words=""):
    given = AnswerGiven(state=state, answer=words)
    error_actions.answer_report(cast.session, cast.actor(who), report_id, given)


def seen(cast, report_id, who):
    return error_queries.get_report(cast.session, cast.actor(who), report_id)


def test_an_error_goes_to_the_owner_of_the_entry_and_the_answer_comes_back_by_mail(cast):
    system = cast.system(owner_id=cast.owner.id)
    id = point_out(cast, system)
    text = cast.letters()
    assert (
        "ePMA: Dose by Pippin" in text and "switched off in May" in text and f"/account/errors/{id}" in text
    )
    assert "Una" not in text
    assert cast.mail() == [("Olu Owner", letters.POINTED_OUT)]
    answer(cast, id, "owner", words="Well seen")
    assert "Well seen" in cast.letters() and "It has been corrected" in cast.letters()
    assert cast.mail() == [("Una User", letters.ANSWERED)]
    assert cast.events()[-1] == "error.answered"


def test_without_an_owner_it_goes_to_the_leads_and_without_those_to_administrators(cast, session):
    point_out(cast, cast.system())
    assert cast.mail() == [("Kim Lead", letters.POINTED_OUT)]
    (duty,) = duties_of(session, cast.lead)
    duty.state, duty.ended_at = DutyState.ENDED, now()
    point_out(cast, cast.system("Other"))
    assert cast.mail() == [("Ada Admin", letters.POINTED_OUT)]


@pytest.mark.parametrize("how", ["elsewhere", "switched off", "asks themselves"])
def test_an_owner_who_cannot_answer_is_passed_over(cast, session, how):
    owner = cast.user if how == "elsewhere" else cast.owner
    system = cast.system(owner_id=owner.id)
    if how == "switched off":
        owner.state = PersonState.DISABLED
    point_out(cast, system, "owner" if how == "asks themselves" else "colleague")
    assert cast.mail() == [("Kim Lead", letters.POINTED_OUT)]


def test_what_is_missing_is_pointed_out_by_name(cast, session):
    given = MissingGiven(what="Robin", text="In use on ward 4")
    id = error_actions.point_out_missing(session, cast.actor("user"), "RXA", given)
    report = seen(cast, id, "lead")
    assert (report.about, report.is_gone, report.is_there) == ("Missing: Robin", False, False)
    assert report.correct_href == "/organisations/RXA/systems"
    assert cast.mail() == [("Kim Lead", letters.POINTED_OUT)]


def test_visitors_and_newcomers_point_out_nothing(cast, session):
    system = cast.system()
    newcomer = examples.actor_of(session, examples.add_person(session, "Nia New"))
    for actor, refusal in ((VISITOR, SignInNeeded), (newcomer, NotAllowed)):
        with pytest.raises(refusal):
            error_actions.point_out_error(session, actor, "RXA", system.id, ErrorGiven(text="Wrong"))
    with pytest.raises(NotFound):
        error_actions.point_out_error(session, cast.actor("user"), "RXB", system.id, ErrorGiven(text="Wrong"))


def test_only_those_whom_it_concerns_see_a_report_and_only_those_who_keep_the_entry_answer(cast):
    id = point_out(cast, cast.system(owner_id=cast.owner.id), "user")
    for who in ("user", "owner", "lead", "administrator"):
        assert seen(cast, id, who).about == "ePMA: Dose by Pippin"
    with pytest.raises(NotFound):
        seen(cast, id, "colleague")
    with pytest.raises(NotFound):
        answer(cast, id, "colleague")
    with pytest.raises(NotAllowed):
        answer(cast, id, "user")
    answer(cast, id, "lead")
    with pytest.raises(Conflict):
        answer(cast, id, "owner")


def test_who_pointed_it_out_is_named_to_colleagues_and_administrators_alone(cast):
    id = point_out(cast, cast.system(), "user")
    assert seen(cast, id, "lead").by == "a member of staff of Southmere Trust"
    assert seen(cast, id, "administrator").by == "Una User of Southmere Trust"
    own = point_out(cast, cast.system("Other"), "colleague")
    assert seen(cast, own, "lead").by == "Col League of Northfield Trust"
    assert seen(cast, own, "colleague").by == "you"


def test_the_lists_say_what_waits_and_what_became_of_ones_own(cast, session):
    first = point_out(cast, cast.system(owner_id=cast.owner.id))
    point_out(cast, cast.system("Other"))
    waits = {
        who: len(error_queries.find_reports(session, cast.actor(who)).to_answer)
        for who in ("owner", "lead", "administrator", "colleague")
    }
    assert waits == {"owner": 1, "lead": 2, "administrator": 0, "colleague": 0}
    answer(cast, first)
    assert len(error_queries.find_reports(session, cast.actor("lead")).to_answer) == 1
    own = error_queries.find_reports(session, cast.actor("user")).reported
    assert [each.state for each in own] == [ReportState.OPEN, ReportState.CORRECTED]


def test_administrators_find_what_waits_where_nobody_leads(cast, session):
    given = MissingGiven(what="Robin")
    error_actions.point_out_missing(session, cast.actor("lead"), "RXB", given)
    assert len(error_queries.find_reports(session, cast.actor("administrator")).to_answer) == 1


def test_a_report_still_reads_well_when_its_entry_has_gone_and_its_reporter_too(cast, session):
    system = cast.system(owner_id=cast.owner.id)
    id = point_out(cast, system)
    session.delete(system)
    cast.user.state, cast.user.email, cast.user.name = PersonState.ERASED, None, ""
    cast.reports()[0].text = ""
    session.flush()
    report = seen(cast, id, "lead")
    assert report.about == "ePMA: Dose by Pippin" and report.is_gone
    assert report.by == "somebody whose account has been erased"
    cast.mail()
    answer(cast, id)
    assert cast.mail() == []


def test_right_as_it_is_needs_a_reason(cast):
    id = point_out(cast, cast.system())
    with pytest.raises(Invalid):
        answer(cast, id, state=ReportState.RIGHT)
    answer(cast, id, state=ReportState.RIGHT, words="It is switched on again")
    assert seen(cast, id, "user").answer == "It is switched on again"


def test_patient_data_is_stopped_and_nothing_is_kept(cast, session):
    system = cast.system()
    with pytest.raises(HoldsPatientData):
        point_out(cast, system, text=f"Patient {NHS_NUMBER}")
    with pytest.raises(HoldsPatientData):
        given = MissingGiven(what=f"System {NHS_NUMBER}")
        error_actions.point_out_missing(session, cast.actor("user"), "RXA", given)
    assert cast.reports() == []
    id = point_out(cast, system)
    with pytest.raises(HoldsPatientData):
        answer(cast, id, words=f"Patient {NHS_NUMBER}")


def test_nobody_points_out_more_than_a_days_worth(cast):
    system = cast.system()
    for _ in range(REPORTS_A_DAY):
        point_out(cast, system)
    with pytest.raises(TooMany):
        point_out(cast, system)
    point_out(cast, system, "colleague")


# Pages


def test_the_public_page_leads_there_and_a_visitor_comes_back_after_signing_in(cast, session, client):
    system = cast.system()
    session.commit()
    page = client.get("/organisations/RXA").text
    form, missing = f"/organisations/RXA/systems/{system.id}/error", "/organisations/RXA/systems/missing"
    assert f'href="{form}"' in page and f'href="{missing}"' in page
    for path in (form, missing):
        refused = client.get(path)
        assert refused.status_code == 401
        assert f"/sign-in?next={path.replace('/', '%2F')}" in refused.text


def test_it_is_pointed_out_and_answered_on_pages_that_keep_what_was_typed(cast, signed_in, session):
    system = cast.system()
    browser = signed_in(cast.user)
    form = f"/organisations/RXA/systems/{system.id}/error"
    assert "ePMA: Dose by Pippin" in browser.get(form).text
    refused = browser.post(form, data={"text": f"Switched off {NHS_NUMBER}"})
    assert refused.status_code == 422 and "looks like an NHS number" in refused.text
    assert "Enter what is wrong" in browser.post(form, data={"text": " "}).text
    sent = browser.post(form, data={"text": "Switched off"})
    assert sent.status_code == 303
    assert "Whoever keeps this entry has been told" in browser.get(sent.headers["location"]).text
    path = sent.headers["location"].partition("?")[0]
    lead = signed_in(cast.lead)
    assert f'/organisations/RXA/systems/{system.id}"' in lead.get(path).text
    refused = lead.post(path, data={"state": "right as it is", "answer": ""})
    assert refused.status_code == 422 and "Say why" in refused.text and "checked" in refused.text
    assert lead.post(path, data={"state": "corrected", "answer": "Yes"}).status_code == 303
    assert lead.post(path, data={"state": "corrected", "answer": "Yes"}).status_code == 409
    assert "Corrected" in browser.get("/account/errors").text and "Yes" in browser.get(path).text


def test_a_missing_system_is_pointed_out_by_form_and_by_program(cast, signed_in, session):
    browser = signed_in(cast.user)
    path = "/organisations/RXA/systems/missing"
    kept = browser.post(path, data={"what": "", "text": "On ward 4"})
    assert kept.status_code == 422 and "On ward 4" in kept.text
    assert browser.post(path, data={"what": "Robin", "text": ""}).status_code == 303
    told = browser.post(f"/api/v1{path}", json={"what": "Wren"})
    assert told.status_code == 201 and told.json()["about"] == "Missing: Wren"
    assert browser.post(f"/api/v1{path}", json={"what": "Wren", "state": "corrected"}).status_code == 422


def test_empty_lists_say_so_and_lead_on(cast, signed_in):
    page = signed_in(cast.colleague).get("/account/errors").text
    assert "Nothing waits for you" in page and "You have not pointed out anything" in page
    assert page.count('href="/organisations"') >= 2


def test_an_entry_that_is_not_there_is_not_found(cast, signed_in):
    browser = signed_in(cast.user)
    assert browser.get(f"/organisations/RXA/systems/{uuid4()}/error").status_code == 404
    assert browser.get("/organisations/NOBODY/systems/missing").status_code == 404


def test_the_lists_take_as_many_statements_for_many_as_for_few(cast, app, signed_in):
    browser = signed_in(cast.lead)
    counts = []
    for number in range(2):
        for each in range(5):
            point_out(cast, cast.system(f"System {number}{each}"))
        cast.session.commit()
        with examples.statements(app) as found:
            browser.get("/account/errors")
        counts.append(len(found))
    assert counts[0] == counts[1] <= 5
