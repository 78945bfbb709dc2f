"""Who is acting, and what their role lets them do."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What a route or an action may ask for."""

    READ_PUBLIC = "public:read"
    CHANGE_REGISTRY = "registry:change"


class Role(StrEnum):
    """A visitor has not signed in; an operator works at the command line of the server."""

    VISITOR = "visitor"
    OPERATOR = "operator"


# The whole of role-based access, on one screen. Rules about one object live in <subject>/access.py.
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VISITOR: frozenset({Permission.READ_PUBLIC}),
    Role.OPERATOR: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever reads or changes something."""

    role: Role

    def may(self, permission: Permission) -> bool:
        """Say whether the actor's role carries ``permission``."""
        return permission in ROLE_PERMISSIONS[self.role]

    def __str__(self) -> str:
        return str(self.role)


VISITOR = Actor(Role.VISITOR)
OPERATOR = Actor(Role.OPERATOR)
