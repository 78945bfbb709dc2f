"""What the rows of ``true_table`` are about: entries, errors pointed out in them, and links to answer by."""

from typing import TYPE_CHECKING

from sqlmodel import Session

from exchange.deployments.answering import link_for
from exchange.deployments.models import ErrorReport
from exchange.technologies.models import Deployment, Stage

if TYPE_CHECKING:
    from tests.rights.world import World


def add_true(session: Session, world: "World") -> None:
    """Give every organisation an entry and somebody who owns another, and everybody an error pointed out.

    The link of a person is that of the owner at the same organisation; the newcomer's is about home.
    """
    entries, links = {}, {}
    for relation in ("own", "same network", "foreign"):
        place = world.organisation(relation)
        owner = world.casts["holders"]["same organisation" if relation == "own" else relation]
        values = {"organisation_id": place.id, "functional_area_code": "epma", "stage": Stage.LIVE}
        entry, owned = Deployment(**values), Deployment(**values, owner_id=owner.id)
        session.add_all((entry, owned))
        session.flush()
        entries[place.id], links[place.id] = entry, link_for(session, owner.id, place.id)
    world.things["system to confirm"] = entries[world.organisation("own").id].id
    for person in world.everybody():
        place = world.place_of(person) or world.organisation("own")
        entry = entries[place.id]
        report = ErrorReport(
            organisation_id=place.id,
            deployment_id=entry.id,
            about="ePMA: system not named",
            text="It was switched off",
            reporter_id=person.id,
        )
        session.add(report)
        session.flush()
        parts = world.belongings[person.id].parts
        parts |= {"report_id": report.id, "link": links[place.id]}
