import re
from uuid import UUID

import pytest
from sqlmodel import select

from exchange.lessons.models import (
    Candour,
    Lesson,
    LessonArea,
    LessonLink,
    LessonState,
    LessonSystem,
    LessonVersion,
)
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.technologies.models import Deployment, Product
from tests import examples
from tests.lessons.stock import add_lesson
from tests.lessons.writers import begun, filled
from tests.profiles.world import count_queries


def row(look, slug):
    return look(select(Lesson).where(Lesson.id == UUID(slug)))[0]


def test_somebody_whom_no_organisation_has_confirmed_is_told_why_they_cannot_write(session, signed_in):
    browser = signed_in(examples.add_person(session, "Nia New"))
    assert browser.get("/lessons/new").status_code == 403


def test_a_draft_begins_with_its_author_as_contact_and_is_for_nhs_staff(browser, draft, writers, look):
    lesson = row(look, draft)
    assert (lesson.state, lesson.candour) == (LessonState.DRAFT, Candour.STAFF)
    assert (lesson.author_id, lesson.contact_person_id) == (writers.ana.id, writers.ana.id)
    assert lesson.organisation_id == writers.trust.id and not lesson.is_blueprint
    assert row(look, begun(browser, type="blueprint")).is_blueprint


def test_six_things_make_a_lesson_that_can_be_submitted(browser, draft, writers):
    empty = browser.get(f"/api/v1/lessons/{draft}/edit").json()
    assert len(empty["missing"]) == 6
    saved = browser.post(f"/lessons/{draft}/edit", data=filled(writers.ana, press="save and preview"))
    assert (saved.status_code, saved.headers["location"]) == (303, f"/lessons/{draft}/preview")
    assert browser.get(f"/api/v1/lessons/{draft}/edit").json()["missing"] == []
    assert "Submit" in browser.get(f"/lessons/{draft}/preview").text


def test_a_draft_may_lack_everything(browser, draft, writers, look):
    form = {"version": "1", "title": "Half", "contact_role": "knowledge lead"}
    assert browser.post(f"/lessons/{draft}/edit", data=form).status_code == 303
    kept = row(look, draft)
    assert (kept.title, kept.outcome, kept.contact_person_id) == ("Half", None, None)


def test_all_that_was_filled_in_is_kept_and_shown_again(browser, draft, writers, look):
    form = filled(
        writers.bea,
        context="Two sites",
        do_differently="Begin\r\nearlier",
        products=["epic-hyperspace"],
        themes=["fdp"],
        stage="live",
        happened_on="03/2025",
        links="https://example.org/report The report\nwww.england.nhs.uk/digital",
        candour="public",
    )
    assert browser.post(f"/lessons/{draft}/edit", data=form).status_code == 303
    kept = row(look, draft)
    assert (kept.do_differently, kept.stage, kept.happened_on) == ("Begin\nearlier", "live", "2025-03")
    assert (kept.candour, kept.contact_person_id, kept.version) == (Candour.PUBLIC, writers.bea.id, 2)
    links = look(select(LessonLink).order_by(LessonLink.position))
    assert [(link.url, link.title) for link in links] == [
        ("https://example.org/report", "The report"),
        ("https://www.england.nhs.uk/digital", ""),
    ]
    page = browser.get(f"/lessons/{draft}/edit").text
    for box in ("areas_epma", "products_epic-hyperspace", "themes_fdp"):
        assert re.search(rf'id="{box}"[^>]* checked', page), box
    assert "Two sites" in page and 'value="2025-03"' in page and "The report" in page


@pytest.mark.parametrize(
    "case",
    [
        ({"title": "x" * 121}, "must be 120 characters or fewer", "#title"),
        ({"what_we_did": "x" * 6001}, "must be 6000 characters or fewer", "#what_we_did"),
        ({"areas": ["nothing"]}, "cannot be chosen any more", "#areas"),
        ({"themes": ["gde"]}, "cannot be chosen any more", "#themes"),
        ({"outcome": "perhaps"}, "Choose whether it worked", "#outcome"),
        ({"happened_on": "2025-02-30"}, "must be a year, a month or a day", "#happened_on"),
        ({"happened_on": "2199"}, "must be in the past", "#happened_on"),
        ({"links": "javascript:alert(1)"}, "must begin with an address", "#links"),
        ({"links": "the report"}, "must begin with an address", "#links"),
        ({"links": "https://[x"}, "must begin with an address", "#links"),
        (
            {"contact_person_id": "6f1f1b0a-5f5c-4f0e-9a3e-0d6c1f2b3a4d"},
            "Choose yourself",
            "#contact_person_id",
        ),
        ({"contact_role": ""}, "Enter a role", "#contact_role"),
        ({"state": "published"}, "no field &#39;state&#39;", "#state"),
        ({"organisation_id": "1"}, "no field &#39;organisation_id&#39;", "#organisation_id"),
    ],
    ids=lambda case: next(iter(case[0])),
)
def test_what_does_not_fit_is_said_and_stays(browser, draft, writers, look, case):
    wrong, message, anchor = case
    answer = browser.post(f"/lessons/{draft}/edit", data=filled(writers.ana, context="Kept here") | wrong)
    assert answer.status_code == 422
    assert message in answer.text and f'href="{anchor}"' in answer.text
    assert "<title>Error: " in answer.text and "Kept here" in answer.text
    assert row(look, draft).version == 1


def test_nobody_elsewhere_can_be_named_as_contact(browser, draft, writers):
    answer = browser.post(f"/lessons/{draft}/edit", data=filled(writers.ole))
    assert answer.status_code == 422 and "a colleague at your organisation" in answer.text


def test_a_draft_is_not_there_for_anybody_else(browser, draft, writers, signed_in, lead_browser):
    for other in (lead_browser, signed_in(writers.bea), signed_in(writers.ole)):
        for path in ("edit", "preview", "history", "lineage", "attachments", "delete"):
            assert other.get(f"/lessons/{draft}/{path}").status_code == 404, path
        assert other.post(f"/lessons/{draft}/edit", data=filled(writers.ana)).status_code == 404
        assert other.post(f"/lessons/{draft}/autosave", data=filled(writers.ana)).status_code == 404


def test_the_stage_is_that_of_the_organisations_entry_unless_said_otherwise(
    session, browser, draft, writers, look
):
    product = session.exec(select(Product).where(Product.slug == "pippin-dose")).one()
    use = {"product_id": product.id, "supplier_id": product.supplier_id, "functional_area_code": "epma"}
    session.add(Deployment(organisation_id=writers.trust.id, stage="implementing", **use))
    note_change(session, REGISTRY)
    session.commit()
    browser.post(f"/lessons/{draft}/edit", data=filled(writers.ana))
    assert row(look, draft).stage == "implementing"
    browser.post(f"/lessons/{draft}/edit", data=filled(writers.ana, 2, stage="live"))
    assert row(look, draft).stage == "live"


def test_what_is_typed_is_saved_as_it_is_typed(browser, draft, writers, look):
    answer = browser.post(f"/lessons/{draft}/autosave", data=filled(writers.ana))
    assert answer.status_code == 200
    assert answer.json()["version"] == 2 and answer.json()["left_out"] == []
    assert row(look, draft).what_happened == "Forty bays had no signal."


def test_what_is_half_typed_does_not_keep_the_rest_from_being_saved(browser, draft, writers, look):
    half = filled(writers.ana, happened_on="202", links="https:/", what_happened="All else is here")
    answer = browser.post(f"/lessons/{draft}/autosave", data=half).json()
    assert answer["version"] == 2 and len(answer["left_out"]) == 2
    assert (row(look, draft).what_happened, row(look, draft).happened_on) == ("All else is here", "")


def test_the_same_save_sent_again_is_no_conflict_and_no_new_version(browser, draft, writers, look):
    for _ in range(2):
        answer = browser.post(f"/lessons/{draft}/autosave", data=filled(writers.ana))
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert len(look(select(AuditEntry).where(AuditEntry.event == "lesson.saved"))) == 1


def test_what_two_windows_write_is_shown_side_by_side_and_neither_is_lost(browser, draft, writers, look):
    first = filled(writers.ana, what_happened="Saved in the other window", areas=["epr"])
    assert browser.post(f"/lessons/{draft}/edit", data=first).status_code == 303
    second = filled(writers.ana, what_happened="Typed in this window")
    auto = browser.post(f"/lessons/{draft}/autosave", data=second)
    assert auto.status_code == 409 and "has changed since" in auto.json()["detail"]
    stale = browser.post(f"/lessons/{draft}/edit", data=second)
    assert stale.status_code == 409
    assert (
        "<dd>Saved in the other window</dd>" in stale.text and "<dd>Typed in this window</dd>" in stale.text
    )
    assert "<dd>Electronic patient record</dd>" in stale.text and "<dd>Prescribing</dd>" in stale.text
    assert 'name="version" value="2"' in stale.text and "data-autosave" not in stale.text
    assert row(look, draft).what_happened == "Saved in the other window"
    assert browser.post(f"/lessons/{draft}/edit", data=second | {"version": "2"}).status_code == 303
    assert row(look, draft).what_happened == "Typed in this window"


def test_a_reviewer_and_an_author_who_change_a_lesson_at_once_lose_nothing(
    session, browser, lead_browser, writers, look
):
    lesson = add_lesson(session, writers.trust, writers.ana, areas=("epma",))
    session.commit()
    path, form = f"/lessons/{lesson.slug}/edit", filled(writers.ana, title=lesson.title)
    assert lead_browser.post(path, data=form | {"what_happened": "By the lead"}).status_code == 303
    stale = browser.post(path, data=form | {"what_happened": "By the author"})
    assert stale.status_code == 409
    assert "<dd>By the lead</dd>" in stale.text and "<dd>By the author</dd>" in stale.text


def test_products_are_found_without_losing_what_was_typed(browser, draft, writers, look):
    looking = filled(
        writers.ana, title="", product_words="chronicels", press="find products", context="Half a sente"
    )
    page = browser.post(f"/lessons/{draft}/edit", data=looking)
    assert page.status_code == 200
    assert 'value="epic-hyperspace"' in page.text and "Half a sente" in page.text
    assert row(look, draft).version == 1


@pytest.mark.parametrize("type", ["lesson", "blueprint"])
def test_step_by_step_asks_the_same_and_saves_each_step(browser, writers, look, type):
    draft, version, steps = begun(browser, type=type), 1, 5 if type == "blueprint" else 4
    whole = set(re.findall(r' name="(\w+)"', browser.get(f"/lessons/{draft}/edit").text))
    for step in range(1, steps + 1):
        page = browser.get(f"/lessons/{draft}/edit?step={step}").text
        assert whole - {"product_words"} <= set(re.findall(r' name="(\w+)"', page)) | {"areas", "themes"}
        form = filled(writers.ana, version, context=f"Step {step}", press="save and go on")
        answer = browser.post(f"/lessons/{draft}/edit?step={step}", data=form)
        assert answer.headers["location"] == f"/lessons/{draft}/edit?step={step + 1}"
        version += 1
        assert row(look, draft).context == f"Step {step}"
    assert f"step {steps} of {steps}" in page and "Save and preview" in page


def test_a_published_lesson_is_not_saved_as_somebody_types(session, browser, writers, look):
    lesson = add_lesson(session, writers.trust, writers.ana, areas=("epma",))
    session.commit()
    answer = browser.post(f"/lessons/{lesson.slug}/autosave", data=filled(writers.ana))
    assert answer.status_code == 409 and "Only drafts" in answer.json()["detail"]
    assert "data-autosave" not in browser.get(f"/lessons/{lesson.slug}/edit").text


def test_a_published_lesson_keeps_all_that_it_needs(session, browser, writers):
    lesson = add_lesson(session, writers.trust, writers.ana, areas=("epma",))
    session.commit()
    answer = browser.post(f"/lessons/{lesson.slug}/edit", data=filled(writers.ana, ask_us_about=""))
    assert answer.status_code == 422 and "Enter “Ask us about”" in answer.text


def test_an_author_cannot_change_what_is_with_the_reviewer(session, browser, lead_browser, writers):
    lesson = add_lesson(session, writers.trust, writers.ana, state=LessonState.SUBMITTED)
    session.commit()
    assert browser.get(f"/lessons/{lesson.slug}/edit").status_code == 409
    assert lead_browser.get(f"/lessons/{lesson.slug}/edit").status_code == 200


def test_saying_who_sees_it_by_relay_hides_who_was_busy(session, lead_browser, writers, look):
    lesson = add_lesson(session, writers.trust, writers.ana, areas=("epma",), candour=Candour.RELAY)
    session.commit()
    form = filled(writers.ana, candour="relay")
    assert lead_browser.post(f"/lessons/{lesson.slug}/edit", data=form).status_code == 303
    kept = look(select(Lesson).where(Lesson.id == lesson.id))[0]
    for moment in (kept.changed_at, *(version.saved_at for version in look(select(LessonVersion)))):
        assert (moment.day, moment.hour, moment.minute) == (1, 0, 0)
    (entry,) = look(select(AuditEntry).where(AuditEntry.event == "lesson.saved"))
    assert (entry.actor, entry.subject) == ("somebody", "a lesson by relay")


def test_an_administrator_who_reviews_a_lesson_by_relay_does_not_learn_whose_it_is(
    session, writers, signed_in, look
):
    other = examples.add_organisation(session, "RXC", "Eastfield Trust")
    ada = examples.add_person(session, "Ada Admin", other, duties=["administrator"])
    lesson = add_lesson(session, writers.trust, writers.ana, areas=("epma",), candour=Candour.RELAY)
    session.commit()
    browser = signed_in(ada)
    for path in ("edit", "preview", "preview?as=relay", "history", "lineage"):
        page = browser.get(f"/lessons/{lesson.slug}/{path}")
        assert page.status_code == 200
        for secret in ("Ana Author", "Northfield", "Bea Colleague", str(writers.ana.id)):
            assert secret not in page.text, path
    form = filled(ada, candour="relay", contact_person_id="")
    assert browser.post(f"/lessons/{lesson.slug}/edit", data=form).status_code == 303
    assert look(select(Lesson.contact_person_id).where(Lesson.id == lesson.id)) == [writers.ana.id]
    public = browser.post(f"/lessons/{lesson.slug}/edit", data=form | {"candour": "public", "version": "2"})
    assert public.status_code == 422 and "can say whose lesson this is" in public.text
    for path in ("edit", "history"):
        answer = browser.get(f"/api/v1/lessons/{lesson.slug}/{path}").text
        assert str(writers.ana.id) not in answer and "Ana" not in answer


def test_a_draft_is_deleted_with_all_that_hangs_on_it_once_that_is_confirmed(browser, writers, look):
    notes = browser.post("/lessons/new/notes", data={"notes": "What we did: walked"})
    slug = notes.headers["location"].split("/")[2]
    browser.post(
        f"/lessons/{slug}/edit", data=filled(writers.ana, products=["pippin-dose"], links="www.a.org")
    )
    assert "It cannot be brought back" in browser.get(f"/lessons/{slug}/delete").text
    assert browser.post(f"/lessons/{slug}/delete").headers["location"] == "/account/lessons?done=deleted"
    for table in (Lesson, LessonArea, LessonSystem, LessonLink, LessonVersion):
        assert look(select(table)) == []
    assert browser.get(f"/lessons/{slug}/edit").status_code == 404


def test_what_is_published_is_not_deleted(session, browser, writers):
    lesson = add_lesson(session, writers.trust, writers.ana)
    session.commit()
    assert browser.get(f"/lessons/{lesson.slug}/delete").status_code == 409
    assert browser.post(f"/lessons/{lesson.slug}/delete").status_code == 409


def test_ones_own_lessons_stand_together_with_what_to_do_next(session, browser, writers, draft):
    add_lesson(session, writers.trust, writers.ana, title="Published one")
    add_lesson(session, writers.trust, writers.bea, title="By somebody else")
    session.commit()
    page = browser.get("/account/lessons").text
    assert "A draft without a title" in page and f'href="/lessons/{draft}/edit"' in page
    assert "Published one" in page and "By somebody else" not in page
    states = {each["title"]: each["state"] for each in browser.get("/api/v1/account/lessons").json()}
    assert states == {"A draft without a title": "draft", "Published one": "published"}


def test_the_form_asks_the_database_the_same_however_much_there_is(app, session, browser, draft, writers):
    few = count_queries(app, lambda: browser.get(f"/lessons/{draft}/edit"))
    browser.post(f"/lessons/{draft}/edit", data=filled(writers.ana, areas=["epr", "epma"], themes=["fdp"]))
    for number in range(20):
        examples.add_person(session, f"Colleague {number}", writers.trust)
        add_lesson(session, writers.trust, writers.ana, title=f"Lesson {number}")
    session.commit()
    assert count_queries(app, lambda: browser.get(f"/lessons/{draft}/edit")) == few <= 17
    assert count_queries(app, lambda: browser.get("/account/lessons")) <= 3


def test_what_is_written_is_read_changed_and_deleted_by_programs_too(browser, writers):
    begun = browser.post("/api/v1/lessons/new", json={"type": "blueprint"})
    assert begun.status_code == 201
    slug = begun.json()["slug"]
    given = filled(writers.ana, steps="1. Walk", what_happened="One\0two") | {"version": 1}
    saved = browser.put(f"/api/v1/lessons/{slug}/edit", json=given)
    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    assert browser.put(f"/api/v1/lessons/{slug}/edit", json=given | {"title": "Other"}).status_code == 409
    read = browser.get(f"/api/v1/lessons/{slug}/edit").json()
    assert (read["text"]["steps"], read["text"]["what_happened"]) == ("1. Walk", "Onetwo")
    assert browser.put(f"/api/v1/lessons/{slug}/edit", json=given | {"author_id": "x"}).status_code == 422
    assert browser.post(f"/api/v1/lessons/{slug}/delete").status_code == 204
    assert browser.get(f"/api/v1/lessons/{slug}/edit").status_code == 404
