import pytest

from exchange.lessons.models import Candour
from tests.lessons.stock import add_lesson
from tests.lessons.writers import filled

#                     public staff networks relay
SEEN = {
    Candour.PUBLIC: ("named", "named", "named", "hidden"),
    Candour.STAFF: ("unseen", "named", "named", "hidden"),
    Candour.NETWORKS: ("unseen", "unseen", "named", "hidden"),
    Candour.RELAY: ("unseen", "hidden", "hidden", "hidden"),
}
AUDIENCES = ("public", "staff", "networks", "relay")


@pytest.mark.parametrize("candour", Candour)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_audience_sees_what_the_candour_level_says(session, browser, draft, writers, candour, audience):
    form = filled(writers.ana, candour=str(candour))
    assert browser.post(f"/lessons/{draft}/edit", data=form).status_code == 303
    page = browser.get(f"/lessons/{draft}/preview?as={audience}")
    assert page.status_code == 200
    main = page.text.split("<main")[1].split("</main>")[0]
    expected = SEEN[candour][AUDIENCES.index(audience)]
    assert ("Forty bays" in main) == (expected != "unseen")
    assert ("do not see this lesson" in main) == (expected == "unseen")
    assert ("Northfield Trust" in main) == (expected == "named")
    if expected == "hidden":
        assert "Ana Author" not in main and "An organisation that is not named" in main
    if audience == "public":
        assert "Ana Author" not in main
    twin = browser.get(f"/api/v1/lessons/{draft}/preview?as={audience}").json()
    assert twin["is_seen"] == (expected != "unseen")
    assert (twin["publisher"] is None) == (expected != "named")


def test_markdown_is_shown_as_readers_will_see_it(browser, draft, writers):
    form = filled(writers.ana, what_happened="**Bold** <script>alert(1)</script>")
    browser.post(f"/lessons/{draft}/edit", data=form)
    page = browser.get(f"/lessons/{draft}/preview").text
    assert "<strong>Bold</strong>" in page and "<script>alert" not in page


def test_who_reads_a_lesson_does_not_look_with_the_eyes_of_others(session, writers, signed_in):
    lesson = add_lesson(session, writers.trust, writers.ana)
    session.commit()
    ole = signed_in(writers.ole)
    assert ole.get(f"/lessons/{lesson.slug}").status_code == 200
    assert ole.get(f"/lessons/{lesson.slug}/preview").status_code == 403
    assert ole.get(f"/lessons/{lesson.slug}/history").status_code == 403
    assert ole.get(f"/lessons/{lesson.slug}/edit").status_code == 403


def test_an_audience_that_there_is_not_is_refused(browser, draft):
    assert browser.get(f"/lessons/{draft}/preview?as=suppliers").status_code == 422
