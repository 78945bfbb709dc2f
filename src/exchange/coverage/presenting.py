"""Words, filters and addresses of the coverage pages."""

from exchange.coverage.counting import NOBODY
from exchange.coverage.queries import Labels
from exchange.coverage.schemas import By, CoverageFilter, Known, OrganisationsFilter
from exchange.organisations.presenting import Filter
from exchange.organisations.schemas import Choice

_LABELS = {
    By.AREA: ("Functional area", "All areas"),
    By.ICB: ("Integrated care board", "All ICBs"),
    By.TYPE: ("Type", "All types"),
}
_BY = {By.AREA: "Functional area", By.ICB: "Integrated care board", By.TYPE: "Organisation type"}
_KNOWN = {
    Known.ANY: "With an entry",
    Known.CONFIRMED: "Confirmed",
    Known.LAPSED: "Lapsed",
    Known.PUBLIC: "Public source only",
    Known.NONE: "No entry",
}


def filters(wanted: CoverageFilter | OrganisationsFilter, labels: Labels) -> tuple[Filter, ...]:
    """Return the selects of a form, one for each thing that organisations differ in."""
    return tuple(
        Filter(
            name=by.value,
            label=label,
            everything=everything,
            chosen=getattr(wanted, by.value),
            options=tuple(Choice(value=key, label=name) for key, name in labels[by].items()),
        )
        for by, (label, everything) in _LABELS.items()
    )


def ways(chosen: By) -> Filter:
    """Return the select of what figures are counted by."""
    options = tuple(Choice(value=by.value, label=label) for by, label in _BY.items())
    return Filter(name="by", label="Count by", everything="", chosen=chosen.value, options=options)


def known_filter(wanted: OrganisationsFilter) -> Filter:
    """Return the select of what is known."""
    options = tuple(Choice(value=known.value, label=label) for known, label in _KNOWN.items())
    chosen = wanted.known.value if wanted.known else ""
    return Filter(
        name="known", label="What is known", everything="Everything", chosen=chosen, options=options
    )


def heading(by: By) -> str:
    """Return what the first column is called."""
    return _BY[by]


def described(wanted: OrganisationsFilter, labels: Labels) -> str:
    """Return what the organisations of a list have in common, in words; "" for all."""
    parts = [_KNOWN[wanted.known]] if wanted.known else []
    for by in By:
        if value := getattr(wanted, by.value):
            parts.append("not known" if value == NOBODY else labels[by].get(value, value))
    return ", ".join(parts)
