"""What is stored of a secret instead of the secret."""

import hashlib


def hashed(secret: str) -> str:
    """Return the SHA-256 of a secret of 256 random bits, in hexadecimal: too long to guess without a salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
