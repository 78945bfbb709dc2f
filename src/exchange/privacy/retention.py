"""What is removed, after how long, and why: the one table that daily job, notice and tests read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_
from sqlmodel import Session, SQLModel, col, select

from exchange.deployments import import_jobs
from exchange.deployments.import_queries import UNDO_FOR
from exchange.mail import keeping
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.people.models import (
    Duty,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.plumbing import audit, limits
from exchange.plumbing.clock import now
from exchange.plumbing.settings import Settings
from exchange.privacy.models import Concern
from exchange.privacy.schemas import KeptFor
from exchange.privacy.wording import how_long
from exchange.signing_in.models import OpenIdAttempt, PasskeyChallenge, SignInAttempt, SignInSession

ATTEMPTS_KEPT_FOR = timedelta(hours=24)
SESSIONS_KEPT_FOR = timedelta(days=30)
RATE_COUNTS_KEPT_FOR = timedelta(days=2)
REFUSED_KEPT_FOR = timedelta(days=365)
CONCERNS_KEPT_FOR = timedelta(days=3 * 365)
CONCERNS_OF_ERASED_KEPT_FOR = timedelta(days=30)

_MINIMISATION = "UK GDPR, Article 5(1)(e): no longer than the purpose needs"
_OFFICER = "agree with your data protection officer"

Remove = Callable[[Session, Settings], int]


@dataclass(frozen=True)
class Rule:
    """One kind of record; ``kept_for`` counts from ``since``. Without ``remove``, age deletes nothing."""

    what: str
    kept_for: timedelta | None
    since: str
    why: str
    source: str = _MINIMISATION
    remove: Remove | None = None

    def in_words(self) -> KeptFor:
        """Return the line of the retention table."""
        time = how_long(self.kept_for) if self.kept_for else ""
        return KeptFor(
            what=self.what, how_long=f"{time} {self.since}".strip(), why=self.why, source=self.source
        )


def run_retention(session: Session, settings: Settings, *, actor: Actor) -> dict[str, int]:
    """Remove everything whose time is over, and return how much of what.

    Raises:
        NotAllowed: the actor does not look after the service.
    """
    check_may(actor, Permission.ADMINISTER)
    removed = {rule.what: rule.remove(session, settings) for rule in RULES if rule.remove}
    audit.record(session, "retention.applied", actor=actor, subject="service")
    return removed


def _delete(session: Session, model: type[SQLModel], *wanted: ColumnElement[bool]) -> int:
    return session.exec(delete(model).where(*wanted)).rowcount


def _sign_in_attempts(session: Session, _settings: Settings) -> int:
    return _delete(session, SignInAttempt, col(SignInAttempt.ends_at) < now() - ATTEMPTS_KEPT_FOR)


def _openid_attempts(session: Session, _settings: Settings) -> int:
    return _delete(session, OpenIdAttempt, col(OpenIdAttempt.ends_at) < now() - ATTEMPTS_KEPT_FOR)


def _challenges(session: Session, _settings: Settings) -> int:
    return _delete(session, PasskeyChallenge, col(PasskeyChallenge.ends_at) < now() - ATTEMPTS_KEPT_FOR)


def _sessions(session: Session, _settings: Settings) -> int:
    oldest = now() - SESSIONS_KEPT_FOR
    over = or_(col(SignInSession.ended_at) < oldest, col(SignInSession.seen_at) < oldest)
    return _delete(session, SignInSession, over)


def _rate_counts(session: Session, _settings: Settings) -> int:
    return limits.forget_before(session, (now() - RATE_COUNTS_KEPT_FOR).timestamp())


def _refused(session: Session, _settings: Settings) -> int:
    oldest = now() - REFUSED_KEPT_FOR
    memberships = (col(Membership.state) == MembershipState.REFUSED, col(Membership.decided_at) < oldest)
    duties = (col(Duty.state) == DutyState.REFUSED, col(Duty.decided_at) < oldest)
    return _delete(session, Membership, *memberships) + _delete(session, Duty, *duties)


def _concerns(session: Session, _settings: Settings) -> int:
    erased = select(Person.id).where(col(Person.state) == PersonState.ERASED)
    of_erased = col(Concern.person_id).in_(erased)
    over = or_(
        col(Concern.closed_at) < now() - CONCERNS_KEPT_FOR,
        of_erased & (col(Concern.closed_at) < now() - CONCERNS_OF_ERASED_KEPT_FOR),
    )
    return _delete(session, Concern, over)


RULES: tuple[Rule, ...] = (
    Rule(
        "Your account and profile, what you can help with, what you agreed to, your place and duties",
        None,
        "until you erase your account",
        "you decide what is shown of you",
    ),
    Rule("Passkeys and single sign-on", None, "until you remove them", "to sign you in"),
    Rule(
        "Codes and links to sign in",
        ATTEMPTS_KEPT_FOR,
        "after they stop working",
        "to see misuse on the next day",
        remove=_sign_in_attempts,
    ),
    Rule(
        "Journeys to single sign-on",
        ATTEMPTS_KEPT_FOR,
        "after they stop working",
        "to see misuse on the next day",
        remove=_openid_attempts,
    ),
    Rule(
        "Questions to passkeys",
        ATTEMPTS_KEPT_FOR,
        "after they stop working",
        "to see misuse on the next day",
        remove=_challenges,
    ),
    Rule(
        "Sessions, with browser and times",
        SESSIONS_KEPT_FOR,
        "after they end",
        "to show you where you were signed in",
        remove=_sessions,
    ),
    Rule(
        "Mail that was sent",
        keeping.SENT_KEPT_FOR,
        "after it is sent",
        "to answer questions about mail that did not arrive",
        remove=keeping.forget_old,
    ),
    Rule(
        "Mail that could not be sent",
        keeping.UNSENT_KEPT_FOR,
        "after the last attempt",
        "to find out why",
    ),
    Rule(
        "What spreadsheets of systems held; those that were never written are removed whole",
        UNDO_FOR,
        "after they are written, or sent",
        "to correct them, and to take them back",
        remove=import_jobs.forget_imports,
    ),
    Rule(
        "Counts of how often something was asked for, under a fingerprint that names nobody",
        RATE_COUNTS_KEPT_FOR,
        "after the count begins",
        "to stop misuse",
        remove=_rate_counts,
    ),
    Rule(
        "Requests to join or to lead that were refused",
        REFUSED_KEPT_FOR,
        "after the decision",
        "to answer questions about the decision",
        remove=_refused,
    ),
    Rule(
        "Complaints and notices",
        CONCERNS_KEPT_FOR,
        f"after they are closed ({how_long(CONCERNS_OF_ERASED_KEPT_FOR)} if you have erased your account)",
        "to show how they were dealt with",
        f"no period is set by law: {_OFFICER}",
        remove=_concerns,
    ),
    Rule(
        "Audit trail: opaque numbers of who changed what",
        timedelta(days=6 * 365),
        "at least",
        "to find out who changed what, should it be disputed",
        f"Limitation Act 1980, s. 2 and s. 5: six years; {_OFFICER}",
    ),
    Rule(
        "Ledger of erasures: opaque numbers of who was erased",
        None,
        "as long as the service runs",
        "to erase again when a backup is restored",
        "UK GDPR, Article 17",
    ),
)
