"""Begin an epoch of matching. The caller owns the transaction."""

from sqlmodel import Session

from exchange.matching import PeerRecommender, dumps
from exchange.peers.models import MatchingEpoch
from exchange.peers.profile_queries import find_profiles
from exchange.people.access import check_may
from exchange.people.actor import VISITOR, Actor, Permission
from exchange.plumbing import audit
from exchange.plumbing.changes import MATCHING_EPOCH, REGISTRY, current_change, note_change
from exchange.plumbing.clock import now


def begin_epoch(session: Session, actor: Actor) -> bool:
    """Fit matching to the registry as it is, for all processes; return whether there was anything new.

    Until the next epoch, organisations come and go and change without moving a score among the others.
    """
    check_may(actor, Permission.CHANGE_REGISTRY)
    epoch = session.get(MatchingEpoch, 1)
    if epoch is not None and epoch.registry_change == current_change(session, REGISTRY):
        return False
    for topic in (MATCHING_EPOCH, REGISTRY):
        note_change(session, topic)
    change = current_change(session, REGISTRY)
    content = dumps(PeerRecommender().fit(find_profiles(session, VISITOR)))
    epoch = epoch or MatchingEpoch(registry_change=change, content=content)
    epoch.registry_change, epoch.content, epoch.begun_at = change, content, now()
    session.add(epoch)
    audit.record(session, "matching.epoch_begun", actor=actor, subject=f"registry:{change}")
    return True
