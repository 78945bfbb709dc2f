"""The mails about products that somebody has named. Subjects name nothing, for locked telephones."""

from exchange.mail.outbox import SERVICE

CHECKED = "The product that you named in Exchange"


def accepted(name: str, slug: str) -> str:
    """Return the mail to whoever named a product that is in the list now."""
    return f"""The product “{name}” that you named is checked, and everybody can choose it.

{SERVICE}/technologies/{slug}"""


def renamed(before: str, name: str, slug: str) -> str:
    """Return the mail to whoever named a product that is in the list under another name."""
    return f"""The product “{before}” that you named is in the list as “{name}”.
Your entry follows by itself.

{SERVICE}/technologies/{slug}"""


def merged(before: str, name: str, slug: str) -> str:
    """Return the mail to whoever named a product that was in the list already."""
    return f"""The product “{before}” that you named was in the list already, as “{name}”.
Your entry follows by itself.

{SERVICE}/technologies/{slug}"""
