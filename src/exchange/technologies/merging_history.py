"""What merging two products does to what is kept of the past: changes, and products that were proposed."""

from typing import Any

from sqlalchemy import Table, UniqueConstraint, and_, delete, exists, func, or_, update
from sqlmodel import Session, SQLModel, col

from exchange.people.actor import Actor
from exchange.people.models import Person, PersonState
from exchange.people.telling import tell
from exchange.technologies import letters
from exchange.technologies.merging import Merge
from exchange.technologies.models import ChangeKind, Deployment, DeploymentChange, ProductProposal
from exchange.technologies.snapshots import NOTHING, snapshot


def change_of_twin(actor: Actor, gone: Deployment) -> DeploymentChange:
    """Return the change by which an entry goes because another one is about the same product by now."""
    return DeploymentChange(
        organisation_id=gone.organisation_id,
        deployment_id=gone.id,
        kind=ChangeKind.MOVED,
        before=snapshot(gone),
        after=NOTHING,
        person_id=actor.person_id,
    )


def retell_history(session: Session, merge: Merge) -> None:
    """Have every change kept tell of the product that stays, so that it can still be taken back."""
    old, new = str(merge.source.id), str(merge.target.id)
    before, after = col(DeploymentChange.before), col(DeploymentChange.after)
    session.execute(
        update(DeploymentChange)
        .where(or_(before.contains(old), after.contains(old)))
        .values(before=func.replace(before, old, new), after=func.replace(after, old, new))
        .execution_options(synchronize_session=False)
    )


def tell_proposer(session: Session, actor: Actor, merge: Merge) -> None:
    """Tell whoever proposed the product that goes what it is called; it waits to be checked no more."""
    proposal = session.get(ProductProposal, merge.source.id)
    if proposal is None:
        return
    person = session.get(Person, proposal.person_id) if proposal.person_id else None
    if person is not None and person.state is PersonState.ACTIVE and person.id != actor.person_id:
        text = letters.merged(merge.source.name, merge.target.name, merge.target.slug)
        cause = f"proposal:{merge.source.id}"
        tell(session, [person], cause=cause, subject=letters.CHECKED, text=text)
    session.delete(proposal)
    session.flush()


def repoint_others(session: Session, merge: Merge) -> None:
    """Have what other subjects keep about the product that goes be about the one that stays.

    Where both would be the same, one goes.
    """
    known = {"product_alias", "interest", "deployment", "product_proposal"}
    for table in SQLModel.metadata.sorted_tables:
        column = table.columns.get("product_id")
        if table.name in known or column is None or not column.foreign_keys:
            continue
        _drop_doubles(session, merge, table)
        values: dict[str, Any] = {"product_id": merge.target.id}
        if "supplier_id" in table.columns:
            values["supplier_id"] = merge.target.supplier_id
        session.execute(update(table).where(column == merge.source.id).values(values))


def _drop_doubles(session: Session, merge: Merge, table: Table) -> None:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and "product_id" in constraint.columns:
            other = table.alias()
            same = [
                table.c[each.name] == other.c[each.name]
                for each in constraint.columns
                if each.name not in {"product_id", "supplier_id"}
            ]
            has_both = exists().where(and_(other.c.product_id == merge.target.id, *same))
            session.execute(delete(table).where(table.c.product_id == merge.source.id, has_both))
