"""The names that rows of other files refer to: places, areas, themes, suppliers and products."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from exchange.matching.tables import Row, rows_of


@dataclass(frozen=True, slots=True)
class Names:
    """Codes and names of one vocabulary. Without its file, a code stands for itself."""

    file: str
    by_spelling: Mapping[str, str] | None

    def of(self, row: Row, column: str) -> str:
        """Return the name that a cell stands for, "" from an empty one.

        Raises:
            InvalidFile: the vocabulary does not have it.
        """
        text = row.text(column)
        if not text or self.by_spelling is None:
            return text
        return self.by_spelling.get(text.casefold()) or row.refuse(
            column, f"there is no '{text}' in {self.file}"
        )

    @classmethod
    def read(cls, folder: Path, file: str, *, code: str, name: str = "name") -> Self:
        """Read a vocabulary, whose values may be given by code or by name.

        Raises:
            InvalidFile: a code or a name is empty.
        """
        rows = [(row.required(code), row.required(name)) for row in rows_of(folder, file, [code, name])]
        if not (folder / file).exists():
            return cls(file, None)
        by_name = {name.casefold(): name for _, name in rows}
        return cls(file, by_name | {code.casefold(): name for code, name in rows})


@dataclass(frozen=True, slots=True)
class Systems:
    """Suppliers and products under their current names. A name that is not listed stands for itself.

    Attributes:
        suppliers: any spelling → current name.
        products: any spelling → product and supplier under their current names, for each product so called.
    """

    suppliers: Mapping[str, str]
    products: Mapping[str, list[tuple[str, str]]]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read suppliers.csv and products.csv with their aliases.

        Raises:
            InvalidFile: a name is empty.
        """
        suppliers = {
            spelling: row.text("supplier")
            for row in rows_of(folder, "suppliers.csv", ["supplier"])
            for spelling in _spellings(row, "supplier")
        }
        products: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows_of(folder, "products.csv", ["product", "supplier"]):
            supplier = row.text("supplier")
            current = (row.text("product"), suppliers.get(supplier.casefold(), supplier))
            for spelling in _spellings(row, "product"):
                if current not in products[spelling]:
                    products[spelling].append(current)
        return cls(suppliers, dict(products))

    def current(self, supplier: str, product: str) -> tuple[str, str]:
        """Return the current names; a product of one supplier only also names that supplier."""
        supplier = self.suppliers.get(supplier.casefold(), supplier)
        called = self.products.get(product.casefold(), [])
        fitting = [each for each in called if each[1] == supplier] or (called if len(called) == 1 else [])
        if not fitting:
            return supplier, product
        return supplier or fitting[0][1], fitting[0][0]


def _spellings(row: Row, column: str) -> set[str]:
    names = [row.required(column), *row.text("aliases").split(";")]
    return {name.strip().casefold() for name in names} - {""}
