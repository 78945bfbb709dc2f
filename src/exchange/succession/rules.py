"""What a merger does with each table that names an organisation. A test holds this list complete. Pure."""

from typing import Any, NamedTuple

from exchange.deployments.models import (
    DeploymentImport,
    ErrorReport,
    StillTrueQuestion,
    SupplierAsk,
    SupplierAskBacking,
)
from exchange.network.models import NetworkMember
from exchange.organisations.models import OrganisationTheme
from exchange.signing_in.models import EmailDomain
from exchange.technologies.models import DeploymentChange, ProductProposal

MOVED: dict[str, Any] = {
    "Spreadsheets sent in": DeploymentImport,
    "Errors pointed out": ErrorReport,
    "Asks of suppliers": SupplierAsk,
    "Products proposed": ProductProposal,
    "E-mail domains": EmailDomain,
    "Changes of systems on record": DeploymentChange,
}
"""What comes to the other organisation as it is, by what it is called."""


class Shared(NamedTuple):
    """A table of which the other organisation may have the same row: it keeps its own, and the other goes.

    ``key`` names the column that tells which rows are the same.
    """

    table: Any
    key: str


SHARED = {
    "Networks": Shared(NetworkMember, "network_id"),
    "Priorities": Shared(OrganisationTheme, "theme_code"),
    "Asks of suppliers joined": Shared(SupplierAskBacking, "ask_id"),
    "Questions whether entries are true": Shared(StillTrueQuestion, "person_id"),
}

RULES = {
    "deployment.organisation_id": "moves; of two entries of one system one stays, one is kept as removed",
    "deployment_change.organisation_id": "moves, so that what was removed comes back at the other one",
    "deployment_import.organisation_id": "moves; none may be under way",
    "error_report.organisation_id": "moves; one about an entry that goes is about the one that stays",
    "still_true_question.organisation_id": "moves; of two the later day stays",
    "supplier_ask.organisation_id": "moves",
    "supplier_ask_backing.organisation_id": "moves, unless the other one asks or backs the same",
    "product_proposal.organisation_id": "moves",
    "lesson.organisation_id": "moves, with its address, author, contact and all that hangs on it",
    "lesson_use.organisation_id": "moves, unless that would hide one: then it stays under the old name",
    "network_member.organisation_id": "moves, unless the other one is a member",
    "organisation_theme.organisation_id": "moves, unless the other one has declared the same",
    "email_domain.organisation_id": "moves",
    "membership.organisation_id": "ends, and begins at the other one; what has ended stays",
    "duty.organisation_id": "ends, and begins or is asked for at the other one; what has ended stays",
    "other_name.organisation_id": "stays; the name becomes a former name of the other one",
    "maturity.organisation_id": "stays: it was said of the organisation as it was",
    "icb_membership.organisation_id": "stays: it tells where the organisation was",
    "organisation_merger.gone_id": "is the record of the merger",
    "organisation_merger.into_id": "stays: what ended here earlier is followed on from here",
}
"""By the column that names an organisation, what becomes of its rows."""
