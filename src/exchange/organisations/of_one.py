"""What belongs to one organisation: its names, former boards and themes. For queries."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.organisations.access import visible_to
from exchange.organisations.models import (
    Icb,
    IcbMembership,
    Organisation,
    OrganisationTheme,
    OtherName,
    Theme,
)
from exchange.organisations.schemas import FormerIcb, Other, ThemeBrief
from exchange.people.actor import Actor
from exchange.plumbing.provenance import source_label


def about(actor: Actor, table: Any, *joined: Any) -> Any:
    """Return the rows of ``table`` that belong to an organisation which the actor may see."""
    owner = col(Organisation.id) == col(table.organisation_id)
    return select(table, *joined).join(Organisation, owner).where(visible_to(actor))


def find_other_names(session: Session, actor: Actor, id: UUID) -> list[Other]:
    """Return the other names of an organisation, by kind."""
    statement = about(actor, OtherName).where(col(Organisation.id) == id)
    found = [
        Other(name=row.name, kind=row.kind, source_url=row.source_url) for row in session.exec(statement)
    ]
    return sorted(found, key=lambda each: (each.kind, each.name))


def find_former_icbs(session: Session, actor: Actor, id: UUID) -> list[FormerIcb]:
    """Return the boards to which an organisation belonged before, the last one first."""
    statement = (
        about(actor, IcbMembership, Icb.name)
        .join(Icb, col(Icb.code) == col(IcbMembership.icb_code))
        .where(col(Organisation.id) == id)
        .order_by(col(IcbMembership.valid_to).desc(), col(IcbMembership.id))
    )
    found = session.exec(statement)
    return [FormerIcb(icb_code=row.icb_code, icb=name, left_on=row.valid_to) for row, name in found]


def find_themes(session: Session, actor: Actor, id: UUID) -> list[ThemeBrief]:
    """Return what an organisation has said it works towards, by name."""
    statement = (
        about(actor, OrganisationTheme, Theme)
        .join(Theme, col(Theme.code) == col(OrganisationTheme.theme_code))
        .where(col(Organisation.id) == id)
    )
    found = [
        ThemeBrief(
            code=theme.code,
            name=theme.name,
            kind=theme.kind,
            horizon=row.horizon,
            source_label=source_label(None, row.source_date),
            source_url=row.source_url,
        )
        for row, theme in session.exec(statement)
    ]
    return sorted(found, key=lambda each: each.name)
