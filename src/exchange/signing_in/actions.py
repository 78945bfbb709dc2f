"""Everything that changes how somebody is signed in. The caller owns the transaction."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from exchange.mail.outbox import enqueue
from exchange.people import queries as people
from exchange.people.access import check_may
from exchange.people.actions import end_sessions
from exchange.people.actor import VISITOR, Actor, Permission
from exchange.people.models import Duty, DutyKind, DutyState, Person, PersonState
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, Invalid, NotFound
from exchange.plumbing.hashing import hashed
from exchange.signing_in import letters, secrets
from exchange.signing_in.models import AttemptState, Method, SignInAttempt, SignInSession
from exchange.signing_in.queries import attempt_to_change, find_domain
from exchange.signing_in.schemas import AddressGiven, SignedIn, WrongCode

LASTS = timedelta(minutes=10)
INVITATION_LASTS = timedelta(hours=24)
MOST_TRIES = 5
_GONE = "This code is no longer valid. Ask for a new one."


def start_attempt(session: Session, given: AddressGiven, *, verifier: str, is_capped: bool) -> None:
    """Send a code and a link to an address of an approved domain, whether or not it has an account.

    The same is written either way, so that neither the answer nor its time tells who has an account.

    Args:
        verifier: the secret that the asking browser keeps.
        is_capped: too many messages went to this address lately, so this one stays unsent.

    Raises:
        Invalid: the domain is not approved.
    """
    if find_domain(session, given.email) is None:
        raise Invalid("Use your NHS work address: this one is not from an approved domain", field="email")
    person = people.find_person_by_email(session, given.email)
    code, token = secrets.new_code(), secrets.new_token()
    attempt = SignInAttempt(
        email=given.email,
        verifier_hash=hashed(verifier),
        link_hash=hashed(token),
        code_hash=secrets.code_hash(verifier, code),
        next_path=given.next,
        ends_at=now() + LASTS,
    )
    session.add(attempt)
    is_off = person is not None and person.state is not PersonState.ACTIVE
    if not is_capped:
        enqueue(
            session,
            key=f"sign-in:{attempt.id}",
            recipient=given.email,
            subject=letters.SUBJECT,
            text=letters.switched_off() if is_off else letters.sign_in(code, token),
            person_id=None if is_off or person is None else person.id,
        )
    audit.record(session, "sign_in.asked", actor=VISITOR, subject=f"attempt:{attempt.id}")


def try_code(
    session: Session, verifier: str, typed: str, *, device: str, replacing: UUID | None = None
) -> SignedIn | WrongCode:
    """Sign in by the code that was mailed, in the browser that asked for it.

    Raises:
        Conflict: there is nothing to try any more: used, too old, or another browser.
    """
    attempt = attempt_to_change(session, verifier_hash=hashed(verifier)) if verifier else None
    if attempt is None or attempt.tries >= MOST_TRIES:
        raise Conflict(_GONE)
    attempt.tries += 1
    if not secrets.same(secrets.code_hash(verifier, secrets.typed_code(typed)), attempt.code_hash):
        audit.record(session, "sign_in.code_refused", actor=VISITOR, subject=f"attempt:{attempt.id}")
        return WrongCode(tries_left=MOST_TRIES - attempt.tries)
    return _use(session, attempt, device=device, replacing=replacing)


def use_link(
    session: Session, verifier: str, token: str, *, device: str, replacing: UUID | None = None
) -> SignedIn:
    """Sign in by the link that was mailed, in the browser that asked for it; an invitation in any.

    Raises:
        Conflict: it was used, is too old, or belongs to another browser.
    """
    attempt = attempt_to_change(session, link_hash=hashed(token))
    is_theirs = attempt is not None and (
        attempt.method is Method.INVITATION or attempt.verifier_hash == hashed(verifier)
    )
    if attempt is None or not is_theirs or attempt.tries >= MOST_TRIES:
        raise Conflict(_GONE)
    audit.record(session, "sign_in.link_used", actor=VISITOR, subject=f"attempt:{attempt.id}")
    return _use(session, attempt, device=device, replacing=replacing)


def start_session(
    session: Session, person: Person, method: Method, *, device: str, replacing: UUID | None = None
) -> str:
    """Sign a person in and return the token for the cookie; the session it replaces ends.

    Raises:
        Conflict: the account is switched off.
    """
    if person.state is not PersonState.ACTIVE:
        raise Conflict("This account has been switched off")
    token = secrets.new_token()
    begun = SignInSession(person_id=person.id, token_hash=hashed(token), method=method, device=device)
    session.add(begun)
    if replacing:
        people.session_to_change(session, replacing).ended_at = now()
    session.flush()
    audit.record(session, "session.started", actor=f"person:{person.id}", subject=f"session:{begun.id}")
    return token


def start_demonstration(
    session: Session, person_id: UUID, *, device: str, replacing: UUID | None = None
) -> SignedIn:
    """Sign in as somebody who is made up.

    Raises:
        NotFound: there is no such person in the demonstration.
    """
    person = people.person_to_change(session, person_id)
    if not person.is_demonstration:
        raise NotFound("There is no such person in the demonstration")
    token = start_session(session, person, Method.DEMONSTRATION, device=device, replacing=replacing)
    audit.record(session, "demonstration.entered", actor=VISITOR, subject=f"person:{person.id}")
    return SignedIn(token=token, path="/peers")


def sign_out(session: Session, actor: Actor) -> None:
    """End the session by which the actor acts."""
    if actor.session_id is not None:
        people.session_to_change(session, actor.session_id).ended_at = now()
        audit.record(session, "session.ended", actor=actor, subject=f"session:{actor.session_id}")


def end_session(session: Session, actor: Actor, session_id: UUID) -> None:
    """Sign the actor out in another browser.

    Raises:
        NotFound: that is nobody's session, or somebody else's.
    """
    ended = people.session_to_change(session, session_id)
    if ended.person_id != actor.person:
        raise NotFound("There is no such session")
    ended.ended_at = now()
    audit.record(session, "session.ended", actor=actor, subject=f"session:{session_id}")


def end_other_sessions(session: Session, actor: Actor) -> None:
    """Sign the actor out everywhere but here; audited by ``end_sessions``."""
    end_sessions(session, actor, actor.person, but=actor.session_id, event="sessions.others_ended")
    audit.record(session, "session.kept", actor=actor, subject=f"session:{actor.session_id}")


def invite_administrator(session: Session, actor: Actor, email: str) -> str:
    """Make somebody an administrator and return the path of a link that signs them in once, within a day.

    Raises:
        NotAllowed: the actor may not.
    """
    check_may(actor, Permission.ADMINISTER)
    person = people.find_person_by_email(session, email) or Person(email=email)
    session.add(person)
    session.flush()
    if not people.has_duty(session, person.id, DutyKind.ADMINISTRATOR):
        session.add(
            Duty(
                person_id=person.id,
                kind=DutyKind.ADMINISTRATOR,
                state=DutyState.HELD,
                decided_at=now(),
                decided_by=actor.person_id,
            )
        )
    token = secrets.new_token()
    invitation = SignInAttempt(
        email=email, method=Method.INVITATION, link_hash=hashed(token), ends_at=now() + INVITATION_LASTS
    )
    session.add(invitation)
    audit.record(session, "administrator.invited", actor=actor, subject=f"person:{person.id}")
    return f"/sign-in/link?token={token}"


def _use(session: Session, attempt: SignInAttempt, *, device: str, replacing: UUID | None) -> SignedIn:
    attempt.state = AttemptState.USED
    person = people.find_person_by_email(session, attempt.email)
    if person is None:
        person = Person(email=attempt.email)
        session.add(person)
        session.flush()
        audit.record(session, "person.joined", actor=f"person:{person.id}", subject=f"person:{person.id}")
    token = start_session(session, person, attempt.method, device=device, replacing=replacing)
    if attempt.method is Method.INVITATION:
        return SignedIn(token=token, path="/account/passkeys")
    is_new = not people.is_member(session, person.id)
    return SignedIn(token=token, path="/welcome" if is_new else attempt.next_path or "/peers")
