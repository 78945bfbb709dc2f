"""The privacy notice, made from what the code does, so that it cannot say anything else."""

from collections.abc import Iterable

from sqlmodel import Session

from exchange.memberships import member_queries
from exchange.memberships.schemas import Colleague
from exchange.people.actor import ROLE_PERMISSIONS, Actor, Permission, Role
from exchange.people.wording import NOTICE_VERSION
from exchange.privacy.columns import NotPersonal, PersonalTable
from exchange.privacy.personal_data import PERSONAL
from exchange.privacy.retention import RULES
from exchange.privacy.schemas import Cookie, ErasePreview, Kept, Notice, Seen
from exchange.privacy.wording import on_erasure

_SEEN = (
    (
        "Your name, role, organisation and what you can be asked about, unless you have paused or chosen your"
        " own organisation alone",
        Permission.READ_PEOPLE,
    ),
    ("That you ask to join an organisation or to take on a duty", Permission.DECIDE_MEMBERSHIPS),
    ("All accounts, complaints and notices, and the audit trail", Permission.ADMINISTER),
    ("The database itself, at the server", Permission.CHANGE_REGISTRY),
)

_TIES = {"id", "person_id"}  # numbers that only tie records together


def make_notice(*, contact: str, cookies: tuple[Cookie, ...]) -> Notice:
    """Return the notice of this release.

    Args:
        contact: how to reach the people who run the service; "" when that is not set.
        cookies: those that the service sets.
    """
    return Notice(
        version=NOTICE_VERSION,
        contact=contact,
        kept=kept(PERSONAL.values()),
        retention=tuple(rule.in_words() for rule in RULES),
        seen_by=tuple(Seen(what=what, roles=_roles(permission)) for what, permission in _SEEN),
        cookies=cookies,
    )


def kept(tables: Iterable[PersonalTable]) -> tuple[Kept, ...]:
    """Return what is kept in each table, in words."""
    return tuple(
        Kept(
            words=table.words,
            purpose=table.purpose,
            what=tuple(
                each.words
                for name, each in table.columns.items()
                if not isinstance(each, NotPersonal) and name not in _TIES
            ),
            on_erasure=on_erasure(table),
        )
        for table in tables
    )


def _roles(permission: Permission) -> tuple[str, ...]:
    return tuple(str(role) for role in Role if permission in ROLE_PERMISSIONS[role])


def preview_erasure(session: Session, actor: Actor) -> ErasePreview:
    """Return what erasing the account of whoever acts would remove and leave."""
    led = member_queries.find_led(session, actor.person)
    return ErasePreview(
        goes=kept(table for table in PERSONAL.values() if not table.stays_because),
        stays=kept(table for table in PERSONAL.values() if table.stays_because),
        is_last_administrator=member_queries.is_last_administrator(session, actor.person),
        is_lead=led is not None,
        colleagues=tuple(
            map(Colleague.model_validate, member_queries.find_colleagues(session, actor.person, led))
        )
        if led
        else (),
    )
