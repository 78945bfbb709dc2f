"""Removing patient data for good: afterwards no byte of it is anywhere."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select
from structlog.testing import capture_logs
from typer.testing import CliRunner

from exchange.cli import app as command_line
from exchange.lessons import purging
from exchange.lessons.models import (
    Candour,
    Lesson,
    LessonAttachment,
    LessonLink,
    LessonUse,
    LessonVersion,
    SupplierReply,
    UseKind,
)
from exchange.lessons.purge_schemas import PurgeGiven
from exchange.lessons.versions import keep_version
from exchange.mail.models import MessageState, OutboxMessage
from exchange.mail.sending import FolderPost
from exchange.people.actor import OPERATOR
from exchange.plumbing.audit import find_breaks
from exchange.plumbing.changes import LESSONS, current_change
from exchange.plumbing.clock import now, today
from exchange.plumbing.database import reading
from exchange.plumbing.errors import Invalid, NotAllowed, NotFound
from exchange.privacy.models import Concern, ConcernKind
from exchange.technologies.models import Supplier
from tests.lessons import cast as people

PHRASE = "Zebedee Quokkason"
TRACES = ("zebedee", "quokkason")


@pytest.fixture
def cast(session):
    return people.build(session)


@pytest.fixture
def told(cast, session, settings):
    """A published lesson that names a patient everywhere: in its texts, versions, uses, files and mail."""
    lesson = cast.published(
        title=f"{PHRASE} waited for hours",
        slug="zebedee-quokkason-waited-for-hours-123abc",
        candour=Candour.PUBLIC,
        what_happened=f"It was\n{PHRASE.upper()} who fell.",
    )
    keep_version(session, cast.actor("author"), lesson, "published")
    lesson.context = "Now without the name"
    keep_version(session, cast.actor("author"), lesson, "edited")
    supplier = Supplier(name="Pippin", slug="pippin")
    session.add(supplier)
    session.flush()
    session.add_all(
        [
            LessonLink(lesson_id=lesson.id, position=1, url="https://example.org", title=f"On {PHRASE}"),
            LessonUse(
                lesson_id=lesson.id,
                organisation_id=cast.away.id,
                kind=UseKind.USED,
                what_was_different=f"Not with {PHRASE}",
            ),
            SupplierReply(
                lesson_id=lesson.id, supplier_id=supplier.id, text=f"{PHRASE}?", received_on=today()
            ),
            attachment(lesson, "notes.txt", f"about {PHRASE}".encode()),
            attachment(lesson, "harmless.txt", b"nothing"),
            attachment(lesson, "letter.docx", office(PHRASE)),
            Concern(
                reference="TN-ABCDEFGH",
                kind=ConcernKind.TAKEDOWN,
                email="a@nhs.net",
                about_path=f"/lessons/{lesson.slug}",
                text=f"It names {PHRASE}",
                answer_by=now(),
            ),
            message("waits", f"Your lesson “{lesson.title}” is used"),
            message("was sent", f"See /lessons/{lesson.slug}", state=MessageState.SENT),
            message("other", "Nothing of it"),
        ]
    )
    session.flush()
    write_letters(session, settings)
    session.commit()
    return lesson


def attachment(lesson, name, content):
    return LessonAttachment(
        lesson_id=lesson.id, name=name, media_type="text/plain", size=len(content), content=content
    )


def office(text):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{text}</w:t>")
    return file.getvalue()


def message(key, text, **more):
    return OutboxMessage(key=key, recipient="a@nhs.net", subject="Exchange", text=text, **more)


def write_letters(session, settings):
    post = FolderPost(Path(settings.mail_folder))
    for row in session.exec(select(OutboxMessage)):
        letter = EmailMessage()
        letter["To"], letter["Subject"], letter["Date"] = row.recipient, row.subject, now()
        letter.set_content(row.text)
        post.deliver(letter, row.id)


def everything(engine, settings):
    """All that is kept, in lower case: files of SQLite as they lie, every row of PostgreSQL, mail."""
    return (b"".join(_database(engine)) + _mail(settings)).lower()


def _database(engine):
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database)
        yield from (path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        return
    with reading(engine) as session:
        for table in SQLModel.metadata.sorted_tables:
            for row in session.execute(table.select()):
                yield repr(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)).encode()


def _mail(settings):
    return b"".join(path.read_bytes() for path in Path(settings.mail_folder).glob("*"))


def left(engine, settings, lines=()):
    found = everything(engine, settings) + repr(lines).encode().lower()
    return [trace for trace in TRACES if trace.encode() in found]


def test_after_a_purge_no_byte_of_it_is_in_database_logs_and_mail(told, cast, engine, settings, signed_in):
    assert left(engine, settings) == list(TRACES)
    browser = signed_in(cast.administrator)
    with capture_logs() as lines:
        answer = browser.post(f"/lessons/{told.id.hex}/purge", data={"words": PHRASE})
    assert answer.status_code == 200 and "removed for good" in answer.text
    assert PHRASE not in answer.text
    assert left(engine, settings, lines) == []
    with reading(engine) as session:
        lesson = session.get_one(Lesson, told.id)
        assert lesson.title == "[removed] waited for hours"
        assert lesson.what_happened == "It was\n[removed] who fell."
        assert lesson.slug == f"removed-waited-for-hours-{told.id.hex[:6]}"
        assert [each.name for each in session.exec(select(LessonAttachment))] == ["harmless.txt"]
        assert [each.number for each in session.exec(select(LessonVersion))] == []
        assert {each.key for each in session.exec(select(OutboxMessage))} == {"waits", "other"}
        assert current_change(session, LESSONS) > 0
        assert list(find_breaks(session)) == []
    assert len(list(Path(settings.mail_folder).glob("*.eml"))) == 1


def test_a_version_without_it_stays(told, session, cast, engine, settings):
    told.title, told.what_happened = "Somebody waited", "Somebody fell"
    session.get_one(LessonLink, (told.id, 1)).title = "A report"
    session.flush()
    keep_version(session, cast.actor("author"), told, "edited")
    session.commit()
    purging.purge(engine, settings, OPERATOR, told.slug, PurgeGiven(words=PHRASE))
    with reading(engine) as now_session:
        assert [each.number for each in now_session.exec(select(LessonVersion))] == [3]


def test_places_that_look_like_a_patient_are_offered_and_never_quoted(
    cast, session, signed_in, engine, settings
):
    lesson = cast.published(
        context="Mrs Quokkason, born on 3 May 1950", do_differently="Ask Mr Zebedee", slug="signs"
    )
    browser = signed_in(cast.administrator)
    told = browser.get("/api/v1/lessons/signs/purge").json()
    assert len(told["places"]) == 3 and "uokka" not in str(told["places"])
    page = browser.get("/lessons/signs/purge").text
    assert "Places that we found" in page and "uokka" not in page
    keys = [each["key"] for each in told["places"] if ":context:" in each["key"]]
    done = browser.post("/api/v1/lessons/signs/purge", json={"places": keys}).json()
    assert (done["texts"], done["slug"]) == (1, "signs")
    lesson = cast.fresh(lesson)
    assert (lesson.context, lesson.do_differently) == ("[removed], [removed]", "Ask Mr Zebedee")
    runner = CliRunner()
    url = engine.url.render_as_string(hide_password=False)
    answer = runner.invoke(command_line, ["lessons", "purge", "signs", "--found", "--database", url])
    assert answer.exit_code == 0, answer.output
    assert cast.fresh(lesson).do_differently == "Ask [removed]"


def test_the_command_takes_words_from_a_file_or_asks_without_showing_them(told, engine, tmp_path, cast):
    url = engine.url.render_as_string(hide_password=False)
    file = tmp_path / "words.txt"
    file.write_text(f"{PHRASE}\n")
    arguments = ["lessons", "purge", told.slug, "--database", url]
    answer = CliRunner().invoke(command_line, [*arguments, "--words", str(file)])
    assert answer.exit_code == 0 and "Backups made before" in answer.output
    assert PHRASE not in answer.output
    told = cast.fresh(told)
    arguments[2] = told.slug
    answer = CliRunner().invoke(command_line, arguments, input="waited\n")
    assert answer.exit_code == 0 and cast.fresh(told).title == "[removed] [removed] for hours"


def test_other_lessons_that_hold_it_are_counted_and_left(told, cast, engine, settings):
    other = cast.published(context=f"As {PHRASE} said")
    cast.session.commit()
    done = purging.purge(engine, settings, OPERATOR, told.slug, PurgeGiven(words=PHRASE))
    assert done.elsewhere == 1 and PHRASE in cast.fresh(other).context


def test_nothing_is_purged_by_mistake_or_by_others(told, cast, engine, settings, signed_in, session):
    for who in ("author", "lead", "user"):
        actor = cast.actor(who)
        session.commit()
        with pytest.raises(NotAllowed):
            purging.purge(engine, settings, actor, told.slug, PurgeGiven(words=PHRASE))
    with pytest.raises(Invalid):
        purging.purge(engine, settings, OPERATOR, told.slug, PurgeGiven())
    with pytest.raises(NotFound):
        purging.purge(engine, settings, OPERATOR, "nothing", PurgeGiven(words=PHRASE))
    browser = signed_in(cast.administrator)
    answer = browser.post(f"/lessons/{told.slug}/purge", data={"words": "a"})
    assert answer.status_code == 422 and "at least 3 letters" in answer.text
    answer = browser.post(f"/lessons/{told.slug}/purge", data={})
    assert answer.status_code == 422 and "Choose places or files" in answer.text
    assert left(engine, settings) == list(TRACES)


def test_files_that_nobody_can_look_through_are_removed_by_choice(told, cast, session, engine, settings):
    (harmless,) = session.exec(select(LessonAttachment.id).where(LessonAttachment.name == "harmless.txt"))
    session.commit()
    done = purging.purge(engine, settings, OPERATOR, told.slug, PurgeGiven(attachments=(harmless,)))
    assert (done.attachments, done.texts) == (1, 0)


def test_a_draft_that_nobody_else_sees_is_purged_at_the_server_alone(
    cast, session, engine, settings, signed_in
):
    draft = cast.lesson(context=PHRASE)
    assert signed_in(cast.administrator).get(f"/lessons/{draft.slug}/purge").status_code == 404
    done = purging.purge(engine, settings, OPERATOR, draft.slug, PurgeGiven(words=PHRASE))
    assert done.texts == 1 and draft.slug == done.slug
