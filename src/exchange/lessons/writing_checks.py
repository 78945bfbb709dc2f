"""What a lesson must not say: patient data, days and addresses that are none, subjects that do not exist."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from exchange.lessons.access import knows_origin
from exchange.lessons.contents import Content
from exchange.lessons.fields import LABELS, REQUIRED, texts_of
from exchange.lessons.models import Candour, FalseAlarm, Lesson, LessonAttachment, LessonState
from exchange.lessons.writing_schemas import MOST_LINKS, LessonGiven
from exchange.people.actor import Actor
from exchange.plumbing.cells import BadCell, partial_date
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Conflict, Invalid
from exchange.plumbing.patient_data import HoldsPatientData, find_signs, refuse_nhs_numbers
from exchange.profiles.queries import find_vocabulary
from exchange.profiles.vocabulary import SubjectKind
from exchange.technologies.models import Deployment, Stage

TITLES = {**LABELS, "links": "Links and sources", "contact_role": "Role", "notes": "Your notes"}
TITLES |= {"false_alarm": "Why this is not an NHS number", "happened_on": "When it happened"}
_KINDS = {"areas": SubjectKind.AREA, "products": SubjectKind.PRODUCT, "themes": SubjectKind.THEME}
_URL_LENGTH, _LINK_TITLE_LENGTH = 500, 200
_WITHOUT_SCHEME = re.compile(r"(?:www\.|[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.nhs\.uk\b)", re.IGNORECASE)


@dataclass
class Checked:
    """What was given, as content; ``problems`` by field are what it leaves out."""

    content: Content
    problems: dict[str, Invalid] = field(default_factory=dict)


def refuse_patient_data(session: Session, lesson: Lesson, given: LessonGiven) -> bool:
    """Raise when a text holds what looks like an NHS number, unless it is known as a false alarm.

    Returns whether a lead has to answer for it: there is such a number, and a reason why it is none.

    Raises:
        HoldsPatientData: with the field and the place in words.
    """
    texts = texts_given(given)
    refuse_nhs_numbers({"false_alarm": given.false_alarm}, titles=TITLES)
    try:
        refuse_nhs_numbers(texts, known=known_texts(session, lesson), titles=TITLES)
    except HoldsPatientData:
        if not given.false_alarm:
            raise
        return True
    return False


def texts_given(given: LessonGiven) -> dict[str, str]:
    """Return all that somebody typed, by field."""
    named = (*LABELS, "links", "contact_role", "happened_on")
    return {name: str(getattr(given, name)) for name in named}


def known_texts(session: Session, lesson: Lesson) -> list[str]:
    """Return texts whose numbers a lead has declared a false alarm: here, or where it was adapted from."""
    own = [each for each in (lesson.id, lesson.adapted_from_id) if each]
    alarms = select(FalseAlarm.lesson_id).where(col(FalseAlarm.lesson_id).in_(own))
    rows = session.exec(select(Lesson).where(col(Lesson.id).in_(alarms)))
    return [text for row in rows for text in (*texts_of(row).values(), row.contact_role)]


def check_version(lesson: Lesson, version: int) -> None:
    """Raise when a lesson has changed since it was read.

    Raises:
        Conflict: it has.
    """
    if lesson.version != version:
        raise Conflict("This lesson has changed since you opened this page. Compare both before you save")


def checked(session: Session, actor: Actor, lesson: Lesson, given: LessonGiven, before: Content) -> Checked:
    """Return what was given as content, without the fields that do not fit."""
    content = Content(**{name: getattr(given, name) for name in LABELS})  # type: ignore[typeddict-item]
    found = Checked(content)
    content["stage"] = str(given.stage or registered_stage(session, lesson, given) or "")
    content["outcome"] = str(given.outcome or "")
    content["candour"] = str(given.candour)
    for name, kind in _KINDS.items():
        keys: list[str] = list(dict.fromkeys(getattr(given, name)))
        held = before.get(name, [])
        vocabulary = find_vocabulary(session)
        for key in keys:
            term = vocabulary.term(kind, key)
            if term is None or not (term.is_offered or key in held):  # type: ignore[operator]
                message = f"'{key[:80]}' cannot be chosen any more: take it off"
                found.problems.setdefault(name, Invalid(message, field=name))
        content[name] = sorted(keys)
    _take(found, "happened_on", _day, given.happened_on)
    _take(found, "links", _links, given.links)
    _check_candour(session, actor, lesson, given.candour, found)
    for name in found.problems:
        content.pop(name, None)
    return found


def find_missing(content: Content) -> Iterator[tuple[str, str]]:
    """Yield field and sentence of whatever must be said before a lesson is submitted."""
    for name in REQUIRED:
        if not content.get(name):
            yield name, f"Enter {'a title' if name == 'title' else f'“{LABELS[name]}”'}"
    if not content.get("areas"):
        yield "areas", "Choose a functional area"
    if not content.get("outcome"):
        yield "outcome", "Choose whether it worked"


def check_is_whole(lesson: Lesson, content: Content) -> None:
    """Raise when a lesson that has left its author's hands would lack something.

    Raises:
        Invalid: it would.
    """
    missing = None if lesson.state is LessonState.DRAFT else next(find_missing(content), None)
    if missing:
        raise Invalid(missing[1], field=missing[0])


def registered_stage(session: Session, lesson: Lesson, given: LessonGiven) -> Stage | None:
    """Return how far the organisation says it is with what a lesson is about; None where it does not."""
    if not given.areas:
        return None
    statement = select(Deployment.stage).where(
        col(Deployment.organisation_id) == lesson.organisation_id,
        col(Deployment.functional_area_code).in_(given.areas),
    )
    stages = list(set(session.exec(statement)))
    return Stage(stages[0]) if len(stages) == 1 else None


def signs_in(texts: dict[str, str]) -> tuple[str, ...]:
    """Return, as sentences, where a patient may be named; none quotes what stands there."""
    places = [
        (TITLES.get(name, name), sign.line, sign.sign)
        for name, text in texts.items()
        for sign in find_signs(text)
    ]
    return tuple(dict.fromkeys(f"“{title}”, line {line}, may hold {sign}" for title, line, sign in places))


def _take(found: Checked, name: str, read: object, typed: str) -> None:
    try:
        found.content[name] = read(typed)  # type: ignore[operator,literal-required]
    except Invalid as reason:
        found.problems[name] = reason


def _day(typed: str) -> str:
    """Return as much of a date as was given, as ISO."""
    if not typed:
        return ""
    try:
        day = partial_date(typed)
    except BadCell:
        message = "When it happened must be a year, a month or a day: 2025, 2025-03 or 2025-03-14"
        raise Invalid(message, field="happened_on") from None
    if day.first_day > today():
        raise Invalid("When it happened must be in the past", field="happened_on")
    return str(day)


def _links(typed: str) -> list[list[str]]:
    lines = [line.split(maxsplit=1) for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST_LINKS:
        raise Invalid(f"Links and sources must be {MOST_LINKS} or fewer", field="links")
    return [_link(number, *line) for number, line in enumerate(lines, 1)]


def _link(number: int, url: str, title: str = "") -> list[str]:
    if _WITHOUT_SCHEME.match(url):
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Invalid(f"Line {number} of links must begin with an address such as https://…", field="links")
    if len(url) > _URL_LENGTH or len(title) > _LINK_TITLE_LENGTH:
        raise Invalid(f"Line {number} of links is too long", field="links")
    return [url, title]


def _check_candour(session: Session, actor: Actor, lesson: Lesson, candour: Candour, found: Checked) -> None:
    """Note what stands against a candour level: files tell who made them, and reviewers may not know."""
    is_hidden = lesson.candour is Candour.RELAY
    if is_hidden and candour is not Candour.RELAY and not knows_origin(actor, lesson):
        message = "Only its author and the lead of its organisation can say whose lesson this is"
        found.problems["candour"] = Invalid(message, field="candour")
    if candour is Candour.RELAY and not is_hidden:
        files = select(LessonAttachment.id).where(LessonAttachment.lesson_id == lesson.id).limit(1)
        if session.exec(files).one_or_none() is not None:
            message = "Remove the files first: a file can tell who made it, and where"
            found.problems["candour"] = Invalid(message, field="candour")
