"""Where organisations belonged before they came to another integrated care board. For actions and files."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.organisations.models import Icb, IcbMembership, Organisation
from exchange.plumbing.clock import today
from exchange.plumbing.importing import Record


def keep_former_board(session: Session, organisation_id: UUID, icb_code: str, left_on: date) -> None:
    """Keep until when an organisation belonged to a board: up to and without ``left_on``."""
    session.add(IcbMembership(organisation_id=organisation_id, icb_code=icb_code, valid_to=left_on))


def keep_former_boards(session: Session, records: Iterable[Record]) -> None:
    """Keep where organisations belong whose records, about to be written, name another board.

    A file does not say from which day. Where the old board has ended that was its last day; else it is today.
    """
    moving = {record["ods_code"]: record["icb_code"] for record in records if record.get("icb_code")}
    statement = (
        select(Organisation, Icb)
        .join(Icb, col(Icb.code) == col(Organisation.icb_code))
        .order_by(col(Organisation.ods_code))
    )
    for organisation, old in session.exec(statement).all():
        if moving.get(organisation.ods_code, old.code) != old.code:
            has_ended = old.valid_to is not None and old.valid_to < today()
            left_on = old.valid_to + timedelta(days=1) if old.valid_to and has_ended else today()
            keep_former_board(session, organisation.id, old.code, left_on)
