"""The secrets of a sign-in: what the browser keeps, what the mail carries, and what is stored of them."""

import hmac
import secrets

from exchange.plumbing.hashing import hashed

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""Without vowels, so that no words arise, and without characters that look alike."""
CODE_LENGTH = 8  # 28 to the power of 8: 38 bits, tried at most five times


def new_token() -> str:
    """Return 256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a code that a person can type."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def shown(code: str) -> str:
    """Return a code as it is printed: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def typed_code(typed: str) -> str:
    """Return what was meant by a typed code: spaces, hyphens and case do not matter."""
    return "".join(c for c in typed.upper() if c.isalnum())


def code_hash(verifier: str, code: str) -> str:
    """Return what is stored of a code: useless without the secret that the browser alone has."""
    return hashed(f"{verifier}:{code}")


def same(one: str, other: str) -> bool:
    """Compare two hashes in a time that does not depend on where they differ."""
    return hmac.compare_digest(one, other)
