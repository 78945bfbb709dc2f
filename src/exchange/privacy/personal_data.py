"""What every column of every table is: about the person, about somebody else, or not about people at all.

Seeing, exporting and erasing personal data follow this map, and so does the privacy notice. A test fails
for a table or a column that is not in it.
"""

from collections.abc import Iterator

from exchange.people.models import DEFAULT_BUDGET, Audience, PersonState
from exchange.plumbing.clock import now
from exchange.privacy.columns import ID, NOT, Another, PersonalTable, Yours
from exchange.privacy.impersonal_data import IMPERSONAL
from exchange.privacy.lesson_data import LESSONS
from exchange.privacy.registry_data import REGISTRY
from exchange.privacy.search_data import SEARCHES

_HISTORY = "who decided what, and when, stays readable as the act of a person who is no longer named"

PERSONAL: dict[str, PersonalTable] = {
    "person": PersonalTable(
        words="Your account and profile",
        purpose="to sign you in, and to show colleagues what you can be asked about",
        owner="id",
        address="email",
        audited_as="person",
        stays_because="an opaque number stays, so that history names nobody but stays readable",
        columns={
            "id": ID,
            "email": Yours("Mail address", blank=None),
            "name": Yours("Name", blank=""),
            "state": Yours("State of the account", blank=PersonState.ERASED),
            "is_demonstration": NOT,
            "job_role": Yours("Role", blank=None),
            "ask_me_about": Yours("Ask me about", blank=""),
            "would_like_to_learn": Yours("I would like to learn", blank=""),
            "request_budget": Yours("Open requests at a time", blank=DEFAULT_BUDGET),
            "paused_until": Yours("Paused until", blank=None),
            "away_until": Yours("Away until", blank=None),
            "cover_person_id": Another("Asked instead of you", is_cleared=True),
            "audience": Yours("Who may find you", blank=Audience.STAFF),
            "notice_version": Yours("Version of the privacy notice that you were shown", blank=""),
            "joined_at": Yours("Joined", blank=now),
            "version": Yours("How often the profile has changed", blank=1),
        },
    ),
    "interest": PersonalTable(
        words="What you can help with and want to learn",
        purpose="to suggest you to people whom you can help, and them to you",
        owner="person_id",
        columns={
            "id": ID,
            "person_id": Yours("You"),
            "kind": Yours("Kind"),
            "functional_area_code": Yours("Functional area"),
            "product_id": Yours("Product"),
            "theme_code": Yours("Theme"),
        },
    ),
    "consent": PersonalTable(
        words="What you agreed to",
        purpose="to show what you agreed to, in which version",
        owner="person_id",
        audited_as="consent",
        columns={
            "id": ID,
            "person_id": Yours("You"),
            "text": Yours("To what"),
            "version": Yours("Version"),
            "given_at": Yours("Given"),
            "withdrawn_at": Yours("Withdrawn"),
        },
    ),
    "membership": PersonalTable(
        words="Organisations that you belong to, or asked to join",
        purpose="so that only confirmed staff see each other",
        owner="person_id",
        audited_as="membership",
        stays_because=_HISTORY,
        columns={
            "id": ID,
            "person_id": Yours("You", why="the opaque number"),
            "organisation_id": Yours("Organisation", why=_HISTORY),
            "state": Yours("State", why="ended by the erasure"),
            "asked_at": Yours("Asked", why=_HISTORY),
            "decided_at": Yours("Decided", why=_HISTORY),
            "decided_by": Another("Decided by"),
            "ended_at": Yours("Ended", why=_HISTORY),
        },
    ),
    "duty": PersonalTable(
        words="Duties that you hold, held, or asked for",
        purpose="to know who may decide what",
        owner="person_id",
        audited_as="duty",
        stays_because=_HISTORY,
        columns={
            "id": ID,
            "person_id": Yours("You", why="the opaque number"),
            "kind": Yours("Duty", why=_HISTORY),
            "organisation_id": Yours("Organisation", why=_HISTORY),
            "network_id": Yours("Network", why=_HISTORY),
            "state": Yours("State", why="ended by the erasure"),
            "asked_at": Yours("Asked", why=_HISTORY),
            "decided_at": Yours("Decided", why=_HISTORY),
            "decided_by": Another("Decided by"),
            "ended_at": Yours("Ended", why=_HISTORY),
        },
    ),
    "sign_in_session": PersonalTable(
        words="Browsers in which you signed in",
        purpose="to keep you signed in, and to show you where",
        owner="person_id",
        audited_as="session",
        columns={
            "id": ID,
            "person_id": Yours("You"),
            "token_hash": Yours("Fingerprint of the cookie", is_secret=True),
            "previous_hash": Yours("Fingerprint of the cookie before", is_secret=True),
            "rotated_at": Yours("Cookie replaced"),
            "must_rotate": Yours("Cookie to be replaced"),
            "method": Yours("Signed in by"),
            "device": Yours("Browser and system"),
            "started_at": Yours("Signed in"),
            "seen_at": Yours("Last used"),
            "ended_at": Yours("Ended"),
        },
    ),
    "sign_in_attempt": PersonalTable(
        words="Codes that were asked for",
        purpose="to check the code or link that we mailed",
        address="email",
        audited_as="attempt",
        columns={
            "id": ID,
            "email": Yours("Mail address"),
            "method": Yours("Kind"),
            "verifier_hash": Yours("Fingerprint of the browser", is_secret=True),
            "link_hash": Yours("Fingerprint of the link", is_secret=True),
            "code_hash": Yours("Fingerprint of the code", is_secret=True),
            "state": Yours("State"),
            "tries": Yours("Tries"),
            "next_path": Yours("Page to go to"),
            "started_at": Yours("Asked"),
            "ends_at": Yours("Valid until"),
        },
    ),
    "identity": PersonalTable(
        words="Single sign-on",
        purpose="to know you again when your organisation's sign-in sends you",
        owner="person_id",
        audited_as="identity",
        columns={
            "id": ID,
            "person_id": Yours("You"),
            "issuer": Yours("Provider"),
            "subject": Yours("What the provider calls you"),
            "linked_at": Yours("Linked"),
        },
    ),
    "openid_attempt": PersonalTable(
        words="Journeys to a single sign-on provider",
        purpose="to match the provider's answer to the browser that asked",
        owner="person_id",
        columns={
            "state_hash": Yours("Fingerprint of the journey", is_secret=True),
            "browser_hash": Yours("Fingerprint of the browser", is_secret=True),
            "provider": Yours("Provider"),
            "nonce": Yours("Proof for the provider", is_secret=True),
            "code_verifier": Yours("Secret of the journey", is_secret=True),
            "next_path": Yours("Page to go to"),
            "person_id": Yours("You"),
            "ends_at": Yours("Valid until"),
        },
    ),
    "passkey": PersonalTable(
        words="Passkeys",
        purpose="to let you sign in with your device",
        owner="person_id",
        audited_as="passkey",
        columns={
            "id": ID,
            "person_id": Yours("You"),
            "credential_id": Yours("What your device calls it"),
            "public_key": Yours("Public key", is_secret=True),
            "sign_count": Yours("Times used, as the device counts"),
            "name": Yours("Name"),
            "added_at": Yours("Added"),
            "used_at": Yours("Last used"),
        },
    ),
    "passkey_challenge": PersonalTable(
        words="Passkeys being used or added",
        purpose="to check the answer of your device",
        owner="person_id",
        columns={
            "browser_hash": Yours("Fingerprint of the browser", is_secret=True),
            "challenge": Yours("What the device must sign", is_secret=True),
            "person_id": Yours("You"),
            "next_path": Yours("Page to go to"),
            "ends_at": Yours("Valid until"),
        },
    ),
    "outbox_message": PersonalTable(
        words="Mail to you",
        purpose="to send you codes and answers, once each",
        owner="person_id",
        address="recipient",
        columns={
            "id": ID,
            "key": Yours("Cause"),
            "person_id": Yours("You"),
            "recipient": Yours("To"),
            "subject": Yours("Subject"),
            "text": Yours("Text"),
            "state": Yours("State"),
            "created_at": Yours("Written"),
            "due_at": Yours("Due"),
            "attempts": Yours("Attempts to send it"),
            "copies_perhaps": Yours("Times that the mail server may have taken it"),
            "owner": NOT,
            "leased_until": NOT,
            "sent_at": Yours("Sent"),
            "problem": Yours("Problem"),
        },
    ),
    "concern": PersonalTable(
        words="Complaints and notices that you sent",
        purpose="to answer them by the day that the law sets",
        owner="person_id",
        address="email",
        audited_as="concern",
        stays_because="one that is open stays until it has been answered, and 30 days longer;"
        " those that are closed go",
        columns={
            "id": ID,
            "reference": Yours("Reference"),
            "kind": Yours("Kind"),
            "person_id": Yours("You"),
            "email": Yours("Mail address"),
            "about_path": Yours("About the page"),
            "text": Yours("What you wrote"),
            "received_at": Yours("Received"),
            "answer_by": Yours("To be answered by"),
            "acknowledged_at": Yours("Acknowledged"),
            "closed_at": Yours("Closed"),
            "outcome": Yours("Outcome"),
        },
    ),
    **LESSONS,
    **SEARCHES,
    **REGISTRY,
    "audit_entry": PersonalTable(
        words="What you did, and what was done about you",
        purpose="to find out who changed what, should it be disputed",
        stays_because="it holds opaque numbers alone, and a trail with gaps proves nothing",
        columns={
            "number": Yours("Number of the entry", why="names nobody"),
            "event": Yours("Event", why="names nobody"),
            "actor": Yours("By", why="an opaque number"),
            "subject": Yours("About", why="an opaque number"),
            "occurred_at": Yours("When", why="names nobody"),
            "hash": NOT,
        },
    ),
    "erasure": PersonalTable(
        words="Ledger of erasures",
        purpose="to erase again when a backup is restored",
        owner="person_id",
        stays_because="without it a restored backup would bring erased people back",
        columns={
            "person_id": Yours("Opaque number", why="the ledger itself"),
            "erased_at": Yours("Erased", why="the ledger itself"),
        },
    ),
}


def known_columns() -> Iterator[tuple[str, str]]:
    """Yield table and column of everything that the map knows."""
    for name, table in PERSONAL.items():
        yield from ((name, column) for column in table.columns)
    for name, columns in IMPERSONAL.items():
        yield from ((name, column) for column in columns)
