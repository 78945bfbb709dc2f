"""What a supplier or product is called today, whatever name a file calls it by."""

from collections import defaultdict
from itertools import chain
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.plumbing.importing import Names
from exchange.plumbing.problems import Problems
from exchange.plumbing.suggesting import closest
from exchange.technologies.models import Product, ProductAlias, Supplier, SupplierAlias


def supplier_names(session: Session) -> Names:
    """Return the id of every supplier by its name and its aliases; a present name wins over an alias."""
    aliases = session.exec(select(SupplierAlias.name, SupplierAlias.supplier_id)).all()
    names = session.exec(select(Supplier.name, Supplier.id)).all()
    return Names({name: id for name, id in [*aliases, *names]})


class KnownProducts:
    """Every product by its supplier and by each of its names."""

    def __init__(self, session: Session) -> None:
        self._suppliers = {id: name for id, name in session.exec(select(Supplier.id, Supplier.name))}
        self._by_name: dict[str, dict[UUID, UUID]] = defaultdict(dict)
        self._names: dict[UUID, list[str]] = defaultdict(list)
        aliases = select(ProductAlias.name, Product.supplier_id, Product.id).join(
            Product, col(Product.id) == col(ProductAlias.product_id)
        )
        for statement in (aliases, select(Product.name, Product.supplier_id, Product.id)):
            for name, supplier_id, product_id in session.exec(statement):
                self._by_name[name.casefold()][supplier_id] = product_id
                self._names[supplier_id].append(name)

    def makers_of(self, name: str) -> dict[UUID, UUID]:
        """Return the products that a name stands for, by the supplier that makes each."""
        return dict(self._by_name.get(name.casefold(), {}))

    def close_to(self, name: str, supplier_id: UUID | None = None) -> list[UUID]:
        """Return the products whose names are most like ``name``, best first; of one supplier if given."""
        every = chain.from_iterable(self._names.values())
        names = self._names.get(supplier_id, []) if supplier_id else every
        found = (
            product
            for each in closest(name, dict.fromkeys(names))
            for maker, product in self.makers_of(each).items()
            if supplier_id in {None, maker}
        )
        return list(dict.fromkeys(found))

    def resolve(
        self, problems: Problems, line: int, name: str | None, supplier_id: UUID | None
    ) -> dict[str, Any]:
        """Return supplier and product of a row, the supplier by the product where only that is named.

        Notes a problem when there is no such product, when the supplier does not make it, or when several
        suppliers make one of that name.
        """
        if not name:
            return {"supplier_id": supplier_id, "product_id": None}
        makers = self._by_name.get(name.casefold(), {})
        if supplier_id is None and len(makers) == 1:
            supplier_id = next(iter(makers))
        if supplier_id not in makers:
            self._note(problems, line, name, supplier_id, list(makers))
        return {"supplier_id": supplier_id, "product_id": makers.get(supplier_id) if supplier_id else None}

    def _note(
        self, problems: Problems, line: int, name: str, supplier_id: UUID | None, makers: list[UUID]
    ) -> None:
        who = ", ".join(sorted(self._suppliers[maker] for maker in makers))
        if len(makers) > 1 and supplier_id is None:
            problems.add(
                line, "product", f"Several suppliers make a '{name}' ({who}): fill the column supplier"
            )
        elif makers and supplier_id is not None:
            problems.add(line, "product", f"'{name}' is made by {who}, not by {self._suppliers[supplier_id]}")
        else:
            every = chain.from_iterable(self._names.values())
            names = self._names.get(supplier_id, []) if supplier_id else every
            problems.add(line, "product", f"There is no product '{name}'", closest(name, names))
