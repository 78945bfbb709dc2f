"""What a row of the table of rights says, and the answers that many routes give alike.

A row has a line of seven statuses for each relation, in the order of ``ACTORS``. Where what is asked for
belongs to nobody, all four relations have the same line. ``fields`` are the keys of an answer in JSON,
``event`` is what an allowed change leaves in the audit trail, last of all if it leaves several.
"""

from dataclasses import dataclass

from tests.rights.world import RELATIONS

#             visitor supplier staff lead leader admin disabled
SEEN = "          200 200 200 200 200 200 200"
SIGNED_IN = "     401 200 200 200 200 200 401"
STAFF = "         401 403 200 200 200 200 401"
DECIDERS = "      401 403 403 200 200 200 401"
ADMIN = "         401 403 403 403 403 200 401"
NOT_THERE = "     404 404 404 404 404 404 404"
ACCOUNT_NONE = "  401 404 404 404 404 404 401"
STAFF_NONE = "    401 403 404 404 404 404 401"


def done(line: str, status: int = 303) -> str:
    """Return a line in which those who may read get ``status`` for a change."""
    return line.replace("200", str(status))


@dataclass(frozen=True)
class Row:
    """What is expected of one method of one route."""

    method: str
    route: str
    own: str
    same_organisation: str = ""
    same_network: str = ""
    foreign: str = ""
    fields: str = ""
    query: str = ""
    event: str = ""

    def status(self, actor_number: int, relation: str) -> int:
        """The status for one actor; a relation that is left out answers like the one before it."""
        lines = [self.own, self.same_organisation, self.same_network, self.foreign]
        line = next(line for line in reversed(lines[: RELATIONS.index(relation) + 1]) if line)
        return int(line.split()[actor_number])
