"""Whom to ask at an organisation: the person with the best agenda, else a role; never an invented person."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from exchange.matching import FACTORS, PersonMatch, PersonProfile, PersonRecommender
from exchange.peers.addresses import person_address
from exchange.peers.person_queries import Helper, Helpers
from exchange.peers.schemas import PersonContact, RoleContact

_BY_AGENDA_ALONE = dict.fromkeys(FACTORS, 0.0)  # within one organisation all else is equal
BUSY = "Has as many open requests as they take, so an answer may need time"


def contact_at(name: str, subject: str) -> RoleContact:
    """Return the role to ask for at an organisation that nobody has joined from.

    Args:
        name: of the organisation.
        subject: name of a functional area, "" for any.
    """
    role = f"digital lead for {subject}" if subject else "digital lead"
    return RoleContact(role=role, text=f"Nobody from {name} has joined yet. {_by_switchboard(role)}")


def nobody_to_be_named(role: str, name: str) -> RoleContact:
    """Return the role to ask for where members of staff are shown nobody, for whatever reason."""
    words = f"Nobody from {name} can be asked here at present. {_by_switchboard(role)}"
    return RoleContact(role=role, text=words)


def nobody_is_named(role: str) -> RoleContact:
    """Return the role to ask for, for those who are not shown persons."""
    return RoleContact(role=role, text=_by_switchboard(role))


def _by_switchboard(role: str) -> str:
    return f"Ask for its {role} through its switchboard."


def persons_to_ask(
    recommender: PersonRecommender, found: Helpers, asking: PersonProfile, area: str | None
) -> dict[str, PersonContact]:
    """Return the best person to ask at each organisation at which anybody may be named, by ODS code."""
    helpers = {str(each.id): each for each in found.others}
    stand_ins = _stand_ins(found.others)
    profiles = [each.profile for each in found.others if not each.is_away or each.id in stand_ins]
    order = recommender.closest(asking, profiles, weights=_BY_AGENDA_ALONE, area=area)
    best: dict[str, PersonProfile] = {}
    for helper in sorted((helpers[each] for each in order), key=lambda each: _is_busy(each, stand_ins)):
        best.setdefault(helper.profile.ods_code, helper.profile)
    matches = recommender.among(asking, best.values(), weights=_BY_AGENDA_ALONE, area=area)
    return {match.ods_code: _contact(match, helpers[match.id], stand_ins) for match in matches}


def _stand_ins(helpers: Iterable[Helper]) -> Mapping[UUID, Helper]:
    """Return who covers for each person who is away: a colleague who is there and may be named."""
    present = {each.id: each for each in helpers if not each.is_away}
    return {
        each.id: cover
        for each in helpers
        if each.is_away
        and each.cover_id is not None
        and (cover := present.get(each.cover_id)) is not None
        and cover.profile.ods_code == each.profile.ods_code
    }


def _is_busy(helper: Helper, stand_ins: Mapping[UUID, Helper]) -> bool:
    return stand_ins.get(helper.id, helper).profile.at_budget


def _contact(match: PersonMatch, helper: Helper, stand_ins: Mapping[UUID, Helper]) -> PersonContact:
    """Say whom to ask and why; for somebody who is away, that is whoever stands in."""
    asked = stand_ins.get(helper.id, helper)
    # Without anything in common, what they can help with is worth saying, that their role is another is not.
    telling = bool(helper.profile.can_help)
    because = [reason.text for reason in match.reasons if reason.known and (telling or reason.lift > 0)]
    if asked is not helper:
        because = [f"Stands in for {helper.name}, who is away"]
    if asked.profile.at_budget:
        because.append(BUSY)
    return _person_contact(asked, ". ".join(because))


def _person_contact(helper: Helper, because: str) -> PersonContact:
    role = helper.profile.role
    who = f"{helper.name}, {role}" if role else helper.name
    return PersonContact(
        role=role,
        text=f"Ask {who}. {because}." if because else f"Ask {who}.",
        person_id=helper.id,
        name=helper.name,
        href=person_address(helper.id),
        because=because,
    )
