"""Every question about peers. One index in memory answers them; the database is read when it has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.matching import PeerRecommender, PersonProfile, PersonRecommender, evaluate, loads
from exchange.organisations.models import Organisation, OtherName
from exchange.peers.access import visible_to
from exchange.peers.answers import (
    check_area,
    compared,
    examples,
    first_peers,
    listed,
    refusals_in_words,
)
from exchange.peers.contacts import nobody_is_named, nobody_to_be_named, persons_to_ask
from exchange.peers.index import PeerIndex
from exchange.peers.models import MatchingEpoch
from exchange.peers.people import present, suggested
from exchange.peers.person_queries import find_all_agendas, find_helpers, find_helpers_at, find_joined
from exchange.peers.profile_queries import find_profiles, find_systems
from exchange.peers.schemas import (
    AreaChoice,
    Comparison,
    Contact,
    Evaluation,
    Example,
    OrganisationBrief,
    PeerList,
    PeopleList,
)
from exchange.people.access import check_may
from exchange.people.actor import VISITOR, Actor, Permission
from exchange.plumbing.changes import MATCHING_EPOCH, PEOPLE, REGISTRY
from exchange.plumbing.errors import Invalid
from exchange.plumbing.kept import Kept
from exchange.technologies.models import FunctionalArea

Weights = Mapping[str, float]

_LOOKED_AT = 20
"""For each person wanted, so many with the best scores are asked about: some have paused or are away."""


def find_peers(
    session: Session,
    actor: Actor,
    ods_code: str,
    *,
    limit: int = 10,
    weights: Weights | None = None,
    area: str | None = None,
) -> PeerList:
    """Return the peers most worth talking to, best first.

    Args:
        ods_code: a code, a former code (its successor is meant) or a name.
        weights: factor → weight of at least 0, beside the defaults of the other factors.
        area: code of the functional area to find peers for.

    Raises:
        UnknownOrganisation: there is no such open organisation.
        Invalid: there is no such factor or area, or no weight is above 0.
    """
    index = _index(session, actor)
    code = index.resolve(ods_code)
    found = listed(index, code, limit=limit, weights=weights or {}, area=area or None)
    roles = {peer.ods_code: (peer.name, peer.contact) for peer in found.peers}
    contacts = _contacts(session, actor, code, roles, area or None)
    peers = tuple(peer.model_copy(update={"contact": contacts[peer.ods_code]}) for peer in found.peers)
    return found.model_copy(update={"peers": peers})


def compare_organisations(
    session: Session,
    actor: Actor,
    ods_code: str,
    other: str,
    *,
    weights: Weights | None = None,
    area: str | None = None,
) -> Comparison:
    """Return two organisations side by side; arguments and errors are those of ``find_peers``.

    Raises:
        Conflict: both are the same organisation.
    """
    index = _index(session, actor)
    pair = (index.resolve(ods_code), index.resolve(other))
    systems = find_systems(session, actor, pair)
    found = compared(index, pair, systems, weights=weights or {}, area=area or None)
    roles = {pair[1]: (found.other.name, found.contact)}
    contacts = _contacts(session, actor, pair[0], roles, area or None)
    return found.model_copy(update={"contact": contacts[pair[1]]})


def _contacts(
    session: Session, actor: Actor, code: str, roles: Mapping[str, tuple[str, Contact]], area: str | None
) -> dict[str, Contact]:
    """Return whom ``actor`` is to ask at each organisation.

    Read anew every time, so that nobody is named who has just paused, and nobody to those who may not know.

    Args:
        code: of the organisation that asks.
        roles: ODS code → name of an organisation, and the role that stands in for a person.
    """
    if not actor.may(Permission.READ_PEOPLE):
        joined = find_joined(session, actor, list(roles))
        unnamed = {code: nobody_is_named(roles[code][1].role) for code in joined}
        return {each: unnamed.get(each, role) for each, (_, role) in roles.items()}
    found = find_helpers_at(session, actor, list(roles))
    asking = replace(found.asking.profile, ods_code=code) if found.asking else PersonProfile("", code)
    persons = persons_to_ask(_recommender(session, actor, found.subjects), found, asking, area)
    return {
        each: persons.get(each) or nobody_to_be_named(role.role, name) for each, (name, role) in roles.items()
    }


def find_people(
    session: Session,
    actor: Actor,
    *,
    limit: int = 10,
    weights: Weights | None = None,
    area: str | None = None,
) -> PeopleList:
    """Return the persons of other organisations most worth talking to for ``actor``, best first.

    The kept statistics say whom to look at; who of them may be shown, and what they say, is read anew.

    Raises:
        SignInNeeded, NotAllowed: this is for members of staff.
        Invalid: there is no such factor or area, or no weight is above 0.
    """
    check_may(actor, Permission.READ_PEOPLE)
    index, area = _index(session, actor), area or None
    check_area(index, area)
    asking = find_helpers(session, actor, ()).asking
    if asking is None or asking.profile.ods_code not in index.profiles:
        return PeopleList(organisation=None, people=())
    recommender = _recommender(session, actor)
    with refusals_in_words():
        closest = recommender.closest(asking.profile, limit=_LOOKED_AT * limit, weights=weights, area=area)
    found = find_helpers(session, actor, [UUID(each) for each in closest])
    matches = _recommender(session, actor, found.subjects).among(
        asking.profile, present(found), limit=limit, weights=weights, area=area
    )
    own = index.brief(asking.profile.ods_code)
    return PeopleList(organisation=own, people=suggested(index, found, matches))


def evaluate_pairs(session: Session, actor: Actor, pairs: Iterable[tuple[str, str]]) -> Evaluation:
    """Return how early known partners come in each other's lists, by the default weights and simpler methods.

    Former codes stand for their successors.

    Raises:
        Invalid: no organisation is loaded.
    """
    index = _index(session, actor)
    if not index.profiles:
        raise Invalid("No organisation is loaded yet: run `exchange load` first", field="pairs")
    current = [(index.successor_of(code), index.successor_of(partner)) for code, partner in pairs]
    found = evaluate(list(index.profiles.values()), current)
    return Evaluation(
        pairs=len(found.pairs),
        methods=tuple(method.as_row() for method in found.methods),
        not_loaded=found.not_loaded,
    )


def get_organisation(session: Session, actor: Actor, ods_code: str) -> OrganisationBrief:
    """Return the open organisation that a code, a former code or a name stands for.

    Raises:
        UnknownOrganisation: there is none.
    """
    index = _index(session, actor)
    return index.brief(index.resolve(ods_code))


def find_areas(session: Session, actor: Actor, ods_code: str) -> list[AreaChoice]:
    """Return the functional areas that anybody has registered something in, those of ``ods_code`` first."""
    index = _index(session, actor)
    here = {each.area for each in index.profiles[index.resolve(ods_code)].deployments}
    choices = [
        AreaChoice(
            code=area.code,
            name=area.name,
            organisations=area.organisations,
            registered_here=area.code in here,
        )
        for area in index.areas
    ]
    return sorted(choices, key=lambda choice: not choice.registered_here)


def find_names(session: Session, actor: Actor, *, at_most: int) -> list[OrganisationBrief]:
    """Return every open organisation by name, or none when there are more than ``at_most``."""
    index = _index(session, actor)
    if len(index.profiles) > at_most:
        return []
    return sorted(map(index.brief, index.profiles), key=lambda each: (each.name, each.ods_code))


def find_first_peers(session: Session, actor: Actor, ods_code: str, *, limit: int = 3) -> list[Example]:
    """Return the first peers of an organisation in a line each; none of one that has closed."""
    return first_peers(_index(session, actor), ods_code, limit=limit)


def find_examples(session: Session, actor: Actor, *, limit: int = 4) -> list[Example]:
    """Return well-documented organisations of different types, each with its first peer."""
    return examples(_index(session, actor), limit=limit)


def get_matcher(session: Session, actor: Actor) -> PeerRecommender:
    """Return the fitted matcher of organisations, on which matching of other things rests."""
    return _index(session, actor).matcher


def get_area_names(session: Session, actor: Actor) -> dict[str, str]:
    """Return the short name of every functional area by its code."""
    return _index(session, actor).area_names


def get_agenda(session: Session, actor: Actor) -> PersonProfile | None:
    """Return the actor's own role and subjects, None where no organisation has confirmed them."""
    asking = find_helpers(session, actor, ()).asking
    return asking.profile if asking else None


def _build(session: Session) -> PeerIndex:
    """Read what a visitor may see: peers are public, so one index serves every actor."""
    actor = VISITOR
    successors = select(Organisation.ods_code, Organisation.successor_ods_code).where(
        ~visible_to(actor), col(Organisation.successor_ods_code).is_not(None)
    )
    other_names = (
        select(OtherName.name, Organisation.ods_code)
        .join(Organisation, col(Organisation.id) == col(OtherName.organisation_id))
        .where(visible_to(actor))
    )
    areas = select(FunctionalArea.code, FunctionalArea.short_name).order_by(col(FunctionalArea.short_name))
    return PeerIndex(
        find_profiles(session, actor),
        epoch=_EPOCH.get(session),
        successors={code: successor for code, successor in session.exec(successors) if successor},
        other_names=session.exec(other_names).all(),
        area_names=dict(session.exec(areas).all()),
    )


def _fit_persons(session: Session) -> PersonRecommender:
    """Fit the statistics of agendas; they hold no name and are never shown, so they serve every actor."""
    profiles, subjects = find_all_agendas(session, VISITOR)
    return PersonRecommender(PeerRecommender()).fit(profiles, subjects)


def _read_epoch(session: Session) -> PeerRecommender | None:
    content = session.exec(select(MatchingEpoch.content)).one_or_none()
    try:
        return loads(content) if content else None
    except ValueError:  # of another version of this program: the next epoch begins within a day
        return None


_EPOCH = Kept(MATCHING_EPOCH, _read_epoch)
_KEPT = Kept(REGISTRY, _build)
_KEPT_PERSONS = Kept(PEOPLE, _fit_persons)


def _recommender(
    session: Session, actor: Actor, subjects: Mapping[str, str] | None = None
) -> PersonRecommender:
    return _KEPT_PERSONS.get(session).beside(_index(session, actor).matcher, subjects)


def _index(session: Session, actor: Actor) -> PeerIndex:
    check_may(actor, Permission.READ_PUBLIC)
    return _KEPT.get(session)
