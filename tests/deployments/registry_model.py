"""A second telling of what happens to entries of the registry: values alone, no database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from exchange.plumbing.errors import Conflict, Invalid, NotAllowed
from exchange.technologies.models import ChangeKind

Key = tuple[str, str, str]
TAKEN = Invalid("there is one already", field="system")
KINDS = {"added": ChangeKind.ADDED, "changed": ChangeKind.CORRECTED, "confirmed": ChangeKind.CONFIRMED}


@dataclass(frozen=True)
class Entry:
    """What the registry says of one system at one place."""

    place: str
    area: str
    product: str
    stage: str
    note: str = ""
    owner: str | None = None
    confirmed_on: date | None = None
    was_confirmed_on: date | None = None
    source_date: str = ""

    @property
    def key(self) -> Key:
        return self.place, self.area, self.product


@dataclass
class Change:
    """One step in the life of an entry; None: it was not there, or is gone."""

    kind: ChangeKind
    before: Entry | None
    after: Entry | None


@dataclass
class SheetSent:
    """A spreadsheet: its rows (area, product, stage, note), what was shown of them, and what it did."""

    place: str
    rows: tuple[tuple[str, str, str, str], ...]
    shown: list[Any] = field(default_factory=list)
    state: str = "checked"
    did: dict[UUID, Change] = field(default_factory=dict)


class Model:
    """Places, people and entries by the ids that the service has given them."""

    def __init__(
        self, members: Mapping[str, str], leads: Iterable[str], administrator: str, entries: dict[UUID, Entry]
    ):
        self.members, self.leads, self.administrator = dict(members), set(leads), administrator
        self.closed: set[str] = set()
        self.entries = dict(entries)
        self.history: defaultdict[UUID, list[Change]] = defaultdict(list)
        self.ids_of: dict[Key, UUID] = {}  # of entries that a spreadsheet has just added

    # Who may

    def leads_at(self, who: str, place: str) -> bool:
        return who in self.leads and self.members[who] == place

    def owns(self, who: str, entry: Entry) -> bool:
        return entry.owner == who and self.members[who] == entry.place

    def speaks(self, who: str, entry: Entry) -> bool:
        return self.leads_at(who, entry.place) or self.owns(who, entry)

    def check_sees(self, who: str, place: str) -> None:
        if self.members[who] != place and who != self.administrator:
            raise NotAllowed(who)

    def check_keeps(self, who: str, place: str) -> None:
        if not self.leads_at(who, place) and who != self.administrator:
            raise NotAllowed(who)

    def check_changes(self, who: str, id: UUID, *, is_stale: bool) -> Entry:
        entry = self.entries[id]
        self.check_sees(who, entry.place)
        if not self.owns(who, entry):
            self.check_keeps(who, entry.place)
        if is_stale:
            raise Conflict("stale")
        return entry

    # What is done

    def confirm(self, who: str, id: UUID, today: date, *, is_stale: bool = False) -> None:
        entry = self.check_changes(who, id, is_stale=is_stale)
        self.put(ChangeKind.CONFIRMED, id, confirmed(entry, today))

    def remove(self, who: str, id: UUID, *, is_stale: bool) -> None:
        self.check_changes(who, id, is_stale=is_stale)
        self.put(ChangeKind.REMOVED, id, None)

    def correct(self, who: str, id: UUID, today: date, *, is_stale: bool, **given: Any) -> None:
        entry = self.check_changes(who, id, is_stale=is_stale)
        after = replace(entry, **given)
        self.check_free(id, after)
        self.check_owner(after, known=entry.owner)
        settled = confirmed(after, today) if self.speaks(who, entry) else lapsed(after)
        self.put(ChangeKind.CORRECTED, id, settled)

    def check_addable(self, who: str, entry: Entry) -> None:
        self.check_keeps(who, entry.place)
        if entry.place in self.closed:
            raise Conflict("closed")
        self.check_free(None, entry)
        self.check_owner(entry)

    def add(self, who: str, id: UUID, entry: Entry, today: date) -> None:
        is_own = self.leads_at(who, entry.place)
        self.put(ChangeKind.ADDED, id, confirmed(entry, today) if is_own else entry)

    def undo(self, who: str, id: UUID, number: int) -> None:
        change = self.history[id][number]
        spoken_of = change.after or change.before
        assert spoken_of is not None
        self.check_sees(who, spoken_of.place)
        if not self.owns(who, spoken_of):
            self.check_keeps(who, spoken_of.place)
        if change is not self.history[id][-1] or change.kind is ChangeKind.MOVED:
            raise Conflict("not the newest, or a merger")
        if change.before is not None:
            self.check_free(id, change.before, problem=Conflict("taken"))
        self.put(ChangeKind.UNDONE, id, change.before)

    def lapse(self, day: date) -> None:
        for id, entry in list(self.entries.items()):
            is_old = entry.confirmed_on is not None and entry.confirmed_on < day - timedelta(days=180)
            if is_old and entry.stage != "retired":
                self.put(ChangeKind.LAPSED, id, lapsed(entry))

    def assess(self, who: str, sheet: SheetSent, today: date) -> Iterator[tuple[Any, ...]]:
        """What each row does: added, changed (from what), confirmed or the same; and the entry after it."""
        confirms = self.leads_at(who, sheet.place)
        at = {entry.key: (id, entry) for id, entry in self.entries.items()}
        for area, product, stage, note in sheet.rows:
            key = (sheet.place, area, product)
            id, before = at.get(key, (None, None))
            given = {"stage": stage, **({"note": note} if note else {})}
            after = replace(before or Entry(*key, stage=""), **given)
            kind = "added" if before is None else "changed" if after != before else "same"
            if kind == "same" and confirms and (before.confirmed_on or date.min) < today:
                kind = "confirmed"
            was = tuple(getattr(before, name, "") for name in given)
            settled = confirmed(after, today) if confirms else lapsed(after)
            yield (kind, area, product, was, stage, note), id, settled

    def send(self, who: str, sheet: SheetSent, today: date) -> None:
        self.check_keeps(who, sheet.place)
        if sheet.place in self.closed:
            raise Conflict("closed")
        sheet.shown = [row for row, _, _ in self.assess(who, sheet, today)]

    def check_writable(self, who: str, sheet: SheetSent, *, is_stale: bool) -> None:
        self.check_keeps(who, sheet.place)
        if sheet.state != "checked" or is_stale or all(row[0] == "same" for row in sheet.shown):
            raise Conflict("nothing to write, or not as it was seen")

    def write(self, who: str, sheet: SheetSent, today: date) -> None:
        """Write what was shown, if it still holds; ids of what is added stand in ``ids_of`` by now."""
        rows = list(self.assess(who, sheet, today))
        shown = [row for row, _, _ in rows]
        if shown != sheet.shown:
            sheet.shown = shown
            return
        sheet.state = "written"
        for row, id, after in rows:
            if row[0] != "same":
                known = id or self.ids_of[after.key]
                sheet.did[known] = self.put(KINDS[row[0]], known, after)

    def take_back(self, who: str, sheet: SheetSent, *, others_only: bool) -> None:
        self.check_keeps(who, sheet.place)
        if sheet.state != "written":
            raise Conflict("not written")
        untouched = {id: each for id, each in sheet.did.items() if self.history[id][-1] is each}
        if len(untouched) < len(sheet.did) and not others_only:
            raise Conflict("changed since")
        sheet.state = "undone"
        for id, change in untouched.items():
            self.put(ChangeKind.UNDONE, id, change.before)

    def merge(self, who: str, gone: str, into: str, sheets: list[SheetSent], *, is_stale: bool) -> None:
        if who != self.administrator:
            raise NotAllowed(who)
        if gone == into or self.closed & {gone, into} or is_stale:
            raise Conflict("cannot become one")
        self.rewrite_history(gone, into)
        there = {entry.key[1:]: id for id, entry in self.entries.items() if entry.place == into}
        for id, entry in [each for each in self.entries.items() if each[1].place == gone]:
            twin = there.get(entry.key[1:])
            if twin is not None and weight(entry) <= weight(self.entries[twin]):
                self.put(ChangeKind.REMOVED, id, None, before=replace(entry, place=into))
                continue
            if twin is not None:
                self.put(ChangeKind.REMOVED, twin, None)
            self.put(ChangeKind.MOVED, id, replace(entry, place=into))
        for sheet in sheets:
            sheet.place = into if sheet.place == gone else sheet.place
        self.leads = {each for each in self.leads if self.members[each] != gone}
        self.members = {name: into if place == gone else place for name, place in self.members.items()}
        self.closed.add(gone)

    # How it is kept

    def rewrite_history(self, gone: str, into: str) -> None:
        for change in [each for changes in self.history.values() for each in changes]:
            if (change.after or change.before).place == gone:  # a merger before keeps where it came from
                change.before, change.after = at(change.before, gone, into), at(change.after, gone, into)

    def put(self, kind: ChangeKind, id: UUID, after: Entry | None, *, before: Entry | None = None) -> Change:
        change = Change(kind, before or self.entries.get(id), after)
        if after is None:
            del self.entries[id]
        else:
            self.entries[id] = after
        self.history[id].append(change)
        return change

    def check_free(self, id: UUID | None, entry: Entry, problem: Exception = TAKEN) -> None:
        if any(other.key == entry.key for known, other in self.entries.items() if known != id):
            raise problem

    def check_owner(self, entry: Entry, known: str | None = None) -> None:
        if entry.owner not in {None, known} and self.members[entry.owner] != entry.place:
            raise Invalid("not a colleague", field="owner_id")


def confirmed(entry: Entry, today: date) -> Entry:
    return replace(entry, confirmed_on=today, was_confirmed_on=None)


def lapsed(entry: Entry) -> Entry:
    if entry.confirmed_on is None:
        return entry
    return replace(entry, confirmed_on=None, was_confirmed_on=entry.confirmed_on)


def at(entry: Entry | None, gone: str, into: str) -> Entry | None:
    return replace(entry, place=into) if entry and entry.place == gone else entry


def weight(entry: Entry) -> tuple[str, str]:
    return str(entry.confirmed_on or ""), entry.source_date
