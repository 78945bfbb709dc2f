"""Made-up lessons in any number, by a seed: they say so in their title, and mean nothing."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, insert
from sqlmodel import Session, select

from exchange.lessons.documents import WORDS_TABLE, LessonDocument
from exchange.lessons.models import (
    Candour,
    Lesson,
    LessonArea,
    LessonState,
    LessonSystem,
    LessonTheme,
    LessonUse,
    Outcome,
    UseKind,
)
from exchange.organisations.models import Organisation, Theme
from exchange.plumbing.changes import LESSONS, note_change
from exchange.plumbing.full_text import Text, full_text
from exchange.plumbing.words import words_of
from exchange.technologies.models import FunctionalArea, Product, Stage

CHUNK = 5_000


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.replace("\n", " ").split(",")]


CANDOURS = (Candour.PUBLIC,) * 12 + (Candour.STAFF,) * 5 + (Candour.NETWORKS,) * 2 + (Candour.RELAY,)
WHO = _listed("""
ward sisters, junior doctors, pharmacists, midwives, super users, the service desk, health records,
consultants, clinic clerks, therapists, the night team, bank staff, porters, theatre teams,
biomedical scientists, radiographers, community nurses, the command centre, estates, information
analysts
""")
DID = _listed("""
rehearsed the cutover, printed labels, retrained, opened a command desk, froze changes, wrote a
downtime pack, moved appointments, cleaned duplicate records, mapped old codes, doubled
floorwalkers, tested the interfaces, changed the default order sets, switched alerts off, put
scanners on trolleys, ran both systems in parallel, asked the supplier for a patch, counted the
devices, wrote a short guide, held a daily call, postponed the date
""")
CAME = _listed("""
waiting times rose, errors fell, letters were delayed, discharges took longer, the helpdesk was
overwhelmed, staff went back to paper, results arrived late, the migration failed twice, training
came too early, costs doubled, adoption was patchy, reports did not balance, handovers improved,
alert fatigue set in, printers stopped, log-ins took minutes, referrals were lost, drug charts went
missing, bookings were duplicated, queues grew
""")
NEXT = _listed("""
start with one ward, budget for backfill, name a clinical safety officer early, agree the data
standard first, insist on real devices in tests, publish the known issues, keep the old viewer for a
year, involve porters, measure the baseline, train nearer to the day, choose fewer order sets, plan
for the weekend
""")
_BEGINNINGS = _listed("ba, ce, di, fo, gu, ha, je, ka, lo, mi, nu, pa, re, si, ta, ve, wo")
_ENDINGS = _listed("rton, sley, ncote, dale, wick, mford, lden, bury, stead, rgate, lham, pton")


class Registry:
    """What made-up lessons can be about, in one order on every database."""

    def __init__(self, session: Session) -> None:
        self.organisations = session.exec(
            select(Organisation).where(Organisation.status != "closed").order_by(Organisation.ods_code)
        ).all()
        self.areas = session.exec(select(FunctionalArea).order_by(FunctionalArea.code)).all()
        self.products = session.exec(select(Product).order_by(Product.slug)).all()
        self.themes = session.exec(select(Theme).order_by(Theme.code)).all()


def place(dice: random.Random) -> str:
    """Return the made-up name of a ward: some thousand different ones, few of them often."""
    parts = [dice.choice(_BEGINNINGS) for _ in range(1 + int(3 * dice.random() ** 2))]
    return "".join(parts) + dice.choice(_ENDINGS)


def sentence(dice: random.Random) -> str:
    """Return one sentence."""
    return (
        f"On {place(dice)} ward {dice.choice(WHO)} {dice.choice(DID)} after {dice.randrange(2, 90)} days, and"
        f" {dice.choice(CAME)} while {dice.choice(WHO)} {dice.choice(DID)}."
    )


def fill(session: Session, count: int) -> None:
    """Write ``count`` lessons, indexed, about what the registry holds."""
    dice, registry = random.Random(1), Registry(session)
    known = session.exec(select(func.max(LessonDocument.number))).one() or 0
    note_change(session, LESSONS)
    for first in range(0, count, CHUNK):
        _write(session, [_lesson(dice, registry, known + n) for n in range(first, min(first + CHUNK, count))])


def _lesson(dice: random.Random, registry: Registry, number: int) -> dict:
    area = registry.areas[int(len(registry.areas) * dice.random() ** 1.6)]
    product = registry.products[int(len(registry.products) * dice.random() ** 2)]
    year, month = dice.randrange(2012, 2027), dice.randrange(1, 13)
    published = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=dice.randrange(2_000))
    lesson = {
        "id": UUID(int=dice.getrandbits(128), version=4),
        "slug": f"made-up-{number}",
        "organisation_id": dice.choice(registry.organisations).id,
        "contact_role": "knowledge lead",
        "title": f"Made up: {dice.choice(CAME)} with {area.short_name} on {place(dice)}"[:120],
        "context": f"{area.name} on {product.name}. {sentence(dice)}",
        "what_we_did": " ".join(sentence(dice) for _ in range(3)),
        "what_happened": " ".join(sentence(dice) for _ in range(3)),
        "do_differently": f"Next time {dice.choice(NEXT)} and {dice.choice(NEXT)}.",
        "ask_us_about": f"how {dice.choice(WHO)} {dice.choice(DID)}",
        "stage": dice.choice(list(Stage)),
        "outcome": dice.choice(list(Outcome)),
        "happened_on": f"{year}-{month:02}",
        "candour": dice.choice(CANDOURS),
        "state": LessonState.PUBLISHED,
        "published_at": published,
        "begun_at": published,
        "changed_at": published,
        "source_url": "https://example.org" if dice.random() < 0.3 else "",
    }
    about = {"area": area.code, "product": product, "theme": dice.choice(registry.themes).code}
    users = dice.sample(registry.organisations, dice.choice((0, 0, 0, 1, 2, 4)))
    return {"lesson": lesson, "number": number + 1, "users": [user.id for user in users], **about}


def _write(session: Session, made: list[dict]) -> None:
    ids = [each["lesson"]["id"] for each in made]
    session.execute(insert(Lesson), [each["lesson"] for each in made])
    session.execute(
        insert(LessonArea),
        [{"lesson_id": id, "functional_area_code": each["area"]} for id, each in zip(ids, made, strict=True)],
    )
    session.execute(
        insert(LessonTheme),
        [{"lesson_id": id, "theme_code": each["theme"]} for id, each in zip(ids, made, strict=True)],
    )
    systems = [
        LessonSystem(lesson_id=id, supplier_id=each["product"].supplier_id, product_id=each["product"].id)
        for id, each in zip(ids, made, strict=True)
    ]
    session.execute(insert(LessonSystem), [system.model_dump() for system in systems])
    uses = [
        LessonUse(lesson_id=id, organisation_id=user, kind=UseKind.USED).model_dump()
        for id, each in zip(ids, made, strict=True)
        for user in each["users"]
    ]
    session.execute(insert(LessonUse), uses)
    session.execute(
        insert(LessonDocument),
        [
            {"number": each["number"], "lesson_id": id, "change": 1}
            for id, each in zip(ids, made, strict=True)
        ],
    )
    full_text(session, WORDS_TABLE).put(session, [_text(each["lesson"], each["number"]) for each in made])


def _text(lesson: dict, number: int) -> Text:
    names = ("context", "what_we_did", "what_happened", "do_differently", "ask_us_about")
    body = " ".join(lesson[name] for name in names)
    return Text(number, " ".join(words_of(lesson["title"])), " ".join(words_of(body)))
