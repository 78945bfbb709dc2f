"""What a spreadsheet would do to the registry: every row read, named, compared. Writes nothing."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from exchange.deployments import import_wording as wording
from exchange.deployments.import_form import BY_NAME, COLUMNS
from exchange.deployments.import_reading import Sheet, SheetRow
from exchange.deployments.import_registry import KEY, Entry, Key, Registry
from exchange.deployments.import_schemas import (
    LEAVE_OUT,
    CellProblem,
    CheckedRow,
    Choices,
    Findings,
    Offer,
    RowKind,
    UnknownName,
)
from exchange.technologies.models import Deployment

_SUGGESTIONS_MADE = 100  # of names: nobody reads more, and comparing takes time
_PROBLEMS_KEPT = 1_000
_ROWS_BETWEEN_PROGRESS = 250
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Planned:
    """What writing one row does: an entry as it was, None for a new one, and as it becomes."""

    kind: RowKind
    before: Entry | None
    after: Entry


@dataclass(frozen=True)
class Assessment:
    """What was found in a spreadsheet, and what writing it does."""

    findings: Findings
    plan: tuple[Planned, ...]


@dataclass
class Named:
    """What the names of a row stand for; ``is_open``: one is not known yet."""

    area: str = ""
    supplier_id: UUID | None = None
    product_id: UUID | None = None
    is_open: bool = False
    is_left_out: bool = False


def assess(
    sheet: Sheet, choices: Choices, registry: Registry, *, today: date, tell: Tell | None = None
) -> Assessment:
    """Return what a spreadsheet with its corrections would do.

    Args:
        tell: called now and then with how many rows are done.
    """
    desk = Desk(choices, registry, today)
    for number, row in enumerate(sheet.rows, 1):
        desk.take(row)
        if tell and number % _ROWS_BETWEEN_PROGRESS == 0:
            tell(number)
    if tell:
        tell(len(sheet.rows))
    return desk.result()


@dataclass
class Desk:
    """Takes one row after the other, and keeps what was found in them."""

    choices: Choices
    registry: Registry
    today: date
    problems: list[CellProblem] = field(default_factory=list)
    rows: list[CheckedRow] = field(default_factory=list)
    plan: list[Planned] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    unknown: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    spelt: dict[tuple[str, str], str] = field(default_factory=dict)
    makers: dict[tuple[str, str], set[UUID | None]] = field(default_factory=lambda: defaultdict(set))
    seen: dict[Key, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._out = set(self.choices.left_out)
        self._blank = {name: known.get_default() for name, known in Deployment.model_fields.items()}

    def take(self, row: SheetRow) -> None:
        """Read, name and compare one row."""
        if row.line in self._out:
            self.left_out.append(row.line)
            return
        problems_before = len(self.problems)
        values = {column.name: self._read(row, column.name) for column in COLUMNS}
        named = self._name(row.line, values)
        if named.is_open or named.is_left_out or len(self.problems) > problems_before:
            return
        key = (named.area, named.supplier_id, named.product_id)
        if named.supplier_id is None and named.product_id is None:
            self._note(row.line, "product", "", wording.NO_SYSTEM)
        elif key in self.seen:
            self._repeat(row.line, values, key)
        else:
            self.seen[key] = (row.line, values)
            self._compare(row.line, values, key)

    def result(self) -> Assessment:
        """Return all that was found."""
        unknown = sorted(self.unknown.items(), key=lambda each: each[1][0])
        names = tuple(self._unknown(key, lines, at) for at, (key, lines) in enumerate(unknown))
        findings = Findings(
            unknown=names,
            problems=tuple(self.problems[:_PROBLEMS_KEPT]),
            rows=tuple(self.rows),
            left_out=tuple(sorted(self.left_out)),
        )
        return Assessment(findings, tuple(self.plan))

    def _read(self, row: SheetRow, name: str) -> Any:
        """Return the value of a cell as it was corrected; None for an empty or a bad one, which is noted."""
        column = BY_NAME[name]
        text = self.choices.cells.get(f"{row.line}:{name}", row.cells.get(name, ""))
        if not text:
            if column.is_required:
                self._note(row.line, name, "", wording.empty(name))
            return None
        try:
            value = column.read(text)
        except ValueError as error:
            self._note(row.line, name, text, wording.bad_cell(str(error), getattr(error, "suggestions", ())))
            return None
        if name == "ods_code" and value != self.registry.ods_code:
            self._note(row.line, name, text, wording.other_code(value, self.registry.ods_code))
        return value

    def _name(self, line: int, values: dict[str, Any]) -> Named:
        """Find what area, supplier and product of a row stand for."""
        named, labels = Named(), self.registry.labels
        if area := values["functional_area"]:
            known = self.registry.areas.get(area)
            named.area = known or self._stands_for(line, ("functional_area", area), labels.areas, named) or ""
        if supplier := values["supplier"]:
            known = self.registry.suppliers.get(supplier)
            choices = {str(each): each for each in labels.suppliers}
            named.supplier_id = known or self._stands_for(line, ("supplier", supplier), choices, named)
        if product := values["product"]:
            self._name_product(line, product, named)
        if named.is_left_out:
            self.left_out.append(line)
        return named

    def _name_product(self, line: int, name: str, named: Named) -> None:
        """Find a product, and by it the supplier of a row that names none."""
        makers, labels = self.registry.products.makers_of(name), self.registry.labels
        if not makers:
            known = {str(id): (maker, id) for id, (_, maker) in labels.products.items()}
            found = self._stands_for(line, ("product", name), known, named)
            makers = dict([found]) if found else {}
        if named.is_open or named.is_left_out or not makers:
            return
        called = sorted(labels.suppliers[each] for each in makers)
        if named.supplier_id is None and len(makers) > 1:
            self._note(line, "supplier", "", wording.several_makers(name, called))
        elif named.supplier_id is not None and named.supplier_id not in makers:
            given = labels.suppliers[named.supplier_id]
            self._note(line, "supplier", given, wording.other_maker(name, called, given))
        else:
            named.supplier_id = named.supplier_id or next(iter(makers))
            named.product_id = makers[named.supplier_id]

    def _stands_for(self, line: int, said: tuple[str, str], known: Mapping[str, Any], named: Named) -> Any:
        """Return what was chosen for a name that is not known; note it where nothing was."""
        column, name = said
        chosen = self.choices.names.get(name_key(column, name), "")
        if chosen == LEAVE_OUT:
            named.is_left_out = True
        elif chosen in known:
            return chosen if column == "functional_area" else known[chosen]
        else:
            self._miss(line, column, name, named)
        return None

    def _miss(self, line: int, column: str, name: str, named: Named) -> None:
        key = (column, name.casefold())
        self.unknown[key].append(line)
        self.spelt.setdefault(key, name)
        self.makers[key].add(named.supplier_id)
        named.is_open = True

    def _unknown(self, key: tuple[str, str], lines: list[int], number: int) -> UnknownName:
        column, name = key[0], self.spelt[key]
        makers = self.makers[key]
        maker = next(iter(makers)) if len(makers) == 1 else None
        offers = self.registry.offers(column, name, maker) if number < _SUGGESTIONS_MADE else []
        return UnknownName(
            column=column,
            name=name,
            lines=tuple(lines),
            lines_in_words=wording.lines_in_words(lines),
            offers=tuple(Offer(value=value, text=text) for value, text in offers),
        )

    def _repeat(self, line: int, values: dict[str, Any], key: Key) -> None:
        first, same = self.seen[key]
        is_repeat = same == values
        message = wording.repeated(first) if is_repeat else wording.same_system(first)
        self._note(line, "functional_area", values["functional_area"], message, is_repeat=is_repeat)

    def _compare(self, line: int, values: dict[str, Any], key: Key) -> None:
        """Find what a whole row changes. An empty cell leaves what is there."""
        before = self.registry.entries.get(key)
        given = {each.field: values[each.name] for each in COLUMNS if each.field and values[each.name]}
        after = (before or self._new(key)) | given
        if wrong := wording.contradiction(after, self.today):
            column, also, message = wrong
            self.problems.append(
                CellProblem(
                    line=line,
                    column=column,
                    value=str(after[column]),
                    message=message,
                    also=also,
                    also_value=str(after[also]),
                )
            )
            return
        changes = wording.changes_between(before, given)
        kind = self._kind(before, is_changed=bool(changes))
        labels = self.registry.labels
        row = CheckedRow(
            line=line,
            system=labels.system(key[1], key[2]),
            area=labels.area(key[0]),
            kind=kind,
            changes=changes,
        )
        self.rows.append(row)
        if kind is not RowKind.SAME:
            self.plan.append(Planned(kind, before, after))

    def _new(self, key: Key) -> Entry:
        names = {"organisation_id": self.registry.organisation_id, **dict(zip(KEY, key, strict=True))}
        return self._blank | {"id": uuid4()} | names

    def _kind(self, before: Entry | None, *, is_changed: bool) -> RowKind:
        if before is None:
            return RowKind.ADDED
        if is_changed:
            return RowKind.CHANGED
        confirmed_on = before["confirmed_on"]
        is_fresh = confirmed_on is not None and confirmed_on >= self.today
        return RowKind.CONFIRMED if self.choices.confirms and not is_fresh else RowKind.SAME

    def _note(self, line: int, column: str, value: str, message: str, *, is_repeat: bool = False) -> None:
        problem = CellProblem(line=line, column=column, value=value, message=message, is_repeat=is_repeat)
        self.problems.append(problem)


def name_key(column: str, name: str) -> str:
    """Return under what a choice for a name is kept."""
    return f"{column}:{name.casefold()}"
