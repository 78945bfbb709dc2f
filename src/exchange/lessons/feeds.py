"""Lessons as feed readers take them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from exchange.lessons.schemas import PublishedLesson

ATOM = "application/atom+xml; charset=utf-8"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_BEFORE_ANY = datetime(2026, 1, 1, tzinfo=UTC)


def atom(lessons: Iterable[PublishedLesson], *, base_url: str, name: str) -> bytes:
    """Return an Atom feed (RFC 4287) of lessons, newest first.

    Args:
        base_url: of the service, without a slash at the end.
        name: of the service.
    """
    entries = list(lessons)
    feed = Element("feed", xmlns=_NAMESPACE)
    _text(feed, "id", f"{base_url}/lessons/feed.atom")
    _text(feed, "title", f"{name}: lessons")
    _text(feed, "updated", _moment(max((each.published_at for each in entries), default=_BEFORE_ANY)))
    SubElement(feed, "link", rel="self", href=f"{base_url}/lessons/feed.atom")
    SubElement(feed, "link", href=f"{base_url}/lessons")
    for each in entries:
        lesson, entry = each.lesson, SubElement(feed, "entry")
        _text(entry, "id", f"urn:uuid:{lesson.id}")
        _text(entry, "title", lesson.title)
        _text(entry, "updated", _moment(each.published_at))
        _text(entry, "summary", lesson.summary)
        SubElement(entry, "link", href=f"{base_url}{lesson.href}")
        author = SubElement(entry, "author")
        _text(
            author, "name", lesson.publisher.name if lesson.publisher else "An organisation that is not named"
        )
        for subject in (*lesson.areas, *lesson.systems):
            SubElement(entry, "category", term=subject.name)
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
