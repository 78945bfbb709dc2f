"""Whom to ask for at an organisation that nobody has joined from: a role, never an invented person."""

from exchange.peers.schemas import Contact


def contact_at(name: str, subject: str) -> Contact:
    """Return the role to ask for at the organisation called ``name``, for a functional area or "" for any."""
    role = f"digital lead for {subject}" if subject else "digital lead"
    text = f"Nobody from {name} has joined yet. Ask for its {role} through its switchboard."
    return Contact(role=role, text=text)
