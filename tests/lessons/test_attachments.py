import io
import re
import zipfile

import openpyxl
import pytest
import time_machine
from sqlmodel import select

from exchange.lessons.attachment_checks import LARGEST_FILE, checked_file
from exchange.lessons.models import Candour, LessonAttachment
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Invalid
from tests import examples
from tests.lessons.stock import add_lesson
from tests.lessons.writers import begun, filled

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 20


def package(folder, *more):
    """A document of Office as far as its folders go."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *more):
            file.writestr(name, "<x/>")
    return made.getvalue()


def sheet():
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    return made.getvalue()


GOOD = {
    "a.pdf": PDF,
    "a.png": PNG,
    "a.jpg": JPEG,
    "a.JPEG": JPEG,
    "a.docx": package("word"),
    "a.xlsx": sheet(),
    "a.pptx": package("ppt"),
}
BAD = {
    "a.exe": b"MZ\x90\0",
    "a.html": b"<html><script>alert(1)</script></html>",
    "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a.pdf": b"<html>" + PDF,
    "b.png": JPEG,
    "b.jpg": PDF,
    "a.docx": sheet(),
    "a.xlsx": package("word"),
    "b.docx": package("word", "word/vbaProject.bin"),
    "c.docx": package("word")[:60],
    "a.docm": package("word"),
    "a": PDF,
    "a.pptx": b"PK\x03\x04 no package",
    "empty.pdf": b"",
}


def upload(browser, slug, name="Plan.pdf", content=PDF, **more):
    data = {"confirmed": "true"} | more
    return browser.post(f"/lessons/{slug}/attachments", files={"file": (name, content)}, data=data)


@pytest.mark.parametrize("name", GOOD)
def test_documents_and_pictures_are_known_by_their_content(name):
    assert checked_file(name, GOOD[name]).content == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_all_else_is_refused_whatever_it_is_called(name):
    with pytest.raises(Invalid):
        checked_file(name, BAD[name])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/plan.pdf", "plan.pdf"),
        ("C:\\Users\\ana\\plan.PDF", "plan.pdf"),
        ('pl"an\r\n.pdf', "pl_an__.pdf"),
        ("Läuft.pdf", "Läuft.pdf"),
        (".pdf", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(typed, kept):
    assert checked_file(typed, PDF).name == kept


def test_a_file_is_added_listed_fetched_and_removed(browser, draft, look):
    assert "holds no patient data" in browser.get(f"/lessons/{draft}/attachments").text
    assert upload(browser, draft).status_code == 303
    page = browser.get(f"/lessons/{draft}/attachments").text
    href = re.search(rf'href="(/lessons/{draft}/attachments/[^"]+)"', page)[1]
    leads = browser.get(href)
    assert leads.status_code == 303 and leads.headers["location"].startswith("/files/")
    assert browser.get(f"/api/v1{href}").json()["href"].startswith("/files/")
    assert browser.post(f"{href}/remove").status_code == 303
    assert look(select(LessonAttachment)) == []
    assert browser.get(leads.headers["location"]).status_code == 404


def test_a_file_goes_out_as_a_download_that_no_cookie_belongs_to(app, browser, draft):
    upload(browser, draft, "Läuft.pdf")
    (file,) = browser.get(f"/api/v1/lessons/{draft}/attachments").json()["files"]
    place = browser.get(file["href"]).headers["location"]
    sent = examples.browser(app).get(place)
    assert (sent.status_code, sent.content) == (200, PDF)
    assert sent.headers["content-type"] == "application/pdf"
    assert (
        sent.headers["content-disposition"]
        == "attachment; filename=\"L_uft.pdf\"; filename*=UTF-8''L%C3%A4uft.pdf"
    )
    assert sent.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in sent.headers
    with time_machine.travel(now().timestamp() + 301, tick=False):
        assert examples.browser(app).get(place).status_code == 404
    assert browser.get(place[:-3] + "abc").status_code == 404


def test_whoever_does_not_see_the_lesson_does_not_get_its_files(
    session, app, browser, writers, signed_in, draft
):
    upload(browser, draft)
    (file,) = browser.get(f"/api/v1/lessons/{draft}/attachments").json()["files"]
    for other in (examples.browser(app), signed_in(writers.ole)):
        assert other.get(file["href"]).status_code == 404
    other_lesson = begun(browser)
    assert browser.get(file["href"].replace(draft, other_lesson)).status_code == 404
    assert browser.post(file["href"].replace(draft, other_lesson) + "/remove").status_code == 404


def test_a_file_needs_a_look_for_patient_data(browser, draft, look):
    answer = upload(browser, draft, confirmed="")
    assert answer.status_code == 422 and 'href="#confirmed"' in answer.text
    assert look(select(LessonAttachment.id)) == []


def test_a_file_may_be_large_but_not_too_large(browser, draft):
    assert upload(browser, draft, content=PDF + b" " * (LARGEST_FILE - len(PDF))).status_code == 303
    assert upload(browser, draft, content=PDF + b" " * LARGEST_FILE).status_code == 422
    assert upload(browser, draft, content=b" " * 12_000_000).status_code == 413


def test_only_the_route_of_files_takes_as_much(browser, draft):
    large = {"file": ("a.pdf", b" " * 1_100_000)}
    assert browser.post(f"/lessons/{draft}/edit", files=large).status_code == 413
    assert browser.post("/sign-in", files=large).status_code == 413
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = browser.post(f"/lessons/{draft}/attachments", content=b"x" * 1_100_000, headers=form)
    assert answer.status_code == 413


def test_a_lesson_has_ten_files_at_most(browser, draft):
    for number in range(10):
        assert upload(browser, draft, f"{number}.pdf").status_code == 303
    answer = upload(browser, draft)
    assert answer.status_code == 409 and "10 files at most" in answer.text


def test_two_files_at_once_or_other_fields_are_refused(browser, draft):
    two = [("file", ("a.pdf", PDF)), ("file", ("b.pdf", PDF))]
    path = f"/lessons/{draft}/attachments"
    assert browser.post(path, files=two, data={"confirmed": "true"}).status_code == 400
    assert upload(browser, draft, state="published").status_code == 400
    nothing = browser.post(path, data={"confirmed": "true"})
    assert nothing.status_code == 422 and "Choose a file" in nothing.text


def test_a_lesson_by_relay_has_no_files(session, browser, writers, draft):
    upload(browser, draft)
    answer = browser.post(f"/lessons/{draft}/edit", data=filled(writers.ana, candour="relay"))
    assert answer.status_code == 422 and "Remove the files first" in answer.text
    relay = add_lesson(session, writers.trust, writers.lead, candour=Candour.RELAY)
    session.commit()
    assert "takes no files" in browser.get(f"/lessons/{begun_by_relay(browser, writers)}/attachments").text
    assert relay.slug


def begun_by_relay(browser, writers):
    slug = begun(browser)
    browser.post(f"/lessons/{slug}/edit", data=filled(writers.ana, candour="relay"))
    assert upload(browser, slug).status_code == 409
    return slug
