"""What passkeys are asked, and whether what they answer is right. No database here."""

import json
import struct
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from exchange.plumbing.errors import Conflict
from exchange.signing_in.models import Passkey
from exchange.signing_in.proof_schemas import RelyingParty

LONGEST_ID = 1023
"""Source: Web Authentication Level 3, section 4: a credential id has at most 1023 bytes."""
# What the library raises for bytes that are no such thing at all, beside its own errors.
_MALFORMED = (
    WebAuthnException,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    struct.error,
)
_WRONG = "This passkey could not be checked. Try again"


@dataclass(frozen=True)
class Checked:
    """A new passkey whose answer is right."""

    credential_id: str
    public_key: bytes
    sign_count: int


def creation_options(
    party: RelyingParty, person_id: UUID, name: str, *, known: list[str], challenge: bytes
) -> dict[str, Any]:
    """Return what a browser needs to make a passkey: one that names its owner and checks that it is them.

    Args:
        name: shown by the device; never an e-mail address.
        known: credential ids of the person's other passkeys, so that no device makes a second one.
    """
    options = generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=person_id.bytes,
        user_name=name,
        user_display_name=name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known],
    )
    return _as_json(options_to_json(options))


def request_options(party: RelyingParty, *, challenge: bytes) -> dict[str, Any]:
    """Return what a browser needs to ask for any passkey of ours, whoever owns it."""
    options = generate_authentication_options(
        rp_id=party.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _as_json(options_to_json(options))


def check_new(party: RelyingParty, credential: dict[str, Any], *, challenge: bytes) -> Checked:
    """Return the passkey that a browser has made.

    Raises:
        Conflict: it is for another site or challenge, was made without checking its owner, or is malformed.
    """
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except _MALFORMED as problem:
        raise Conflict(_WRONG) from problem
    if len(made.credential_id) > LONGEST_ID:
        raise Conflict(_WRONG)
    return Checked(bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count)


def check_answer(
    party: RelyingParty, credential: dict[str, Any], passkey: Passkey, *, challenge: bytes
) -> int:
    """Return how often the passkey says that it has signed.

    Raises:
        Conflict: the signature, site, challenge, owner or count is wrong. A count that went back means that
            the passkey was copied.
    """
    try:
        answer = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
        handle = credential["response"].get("userHandle")
        is_owner = handle is None or base64url_to_bytes(handle) == passkey.person_id.bytes
    except _MALFORMED as problem:
        raise Conflict(_WRONG) from problem
    if not is_owner:
        raise Conflict(_WRONG)
    return answer.new_sign_count


def credential_id_of(credential: dict[str, Any]) -> str:
    """Return what the device calls the passkey; "" when it does not say."""
    name = credential.get("id")
    return name if isinstance(name, str) else ""


def _as_json(text: str) -> dict[str, Any]:
    options: dict[str, Any] = json.loads(text)
    return options
