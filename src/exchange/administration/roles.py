"""Who may do what, as a table made from the code that decides it."""

from exchange.administration.schemas import PermissionRow
from exchange.people.actor import IN_WORDS, ROLE_PERMISSIONS, Permission, Role


def find_permissions() -> tuple[PermissionRow, ...]:
    """Return every permission in words, with the roles that carry it."""
    return tuple(
        PermissionRow(
            permission=permission,
            words=IN_WORDS[permission],
            roles=tuple(role for role in Role if permission in ROLE_PERMISSIONS[role]),
        )
        for permission in Permission
    )
