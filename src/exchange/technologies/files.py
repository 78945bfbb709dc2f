"""The files of the technology registry: functional areas, suppliers, products and deployments."""

from collections import defaultdict
from collections.abc import Iterator

from sqlmodel import Session, select

from exchange.organisations.files import SOURCE_COLUMNS, organisation_names, upsert_of_open, with_text_dates
from exchange.plumbing import cells
from exchange.plumbing.importing import (
    Kind,
    Names,
    Record,
    Tally,
    given,
    member_of,
    refuse_repeats,
    replace_sets,
    slug,
    upsert,
)
from exchange.plumbing.tables import Column, Table, TableForm
from exchange.technologies.kept_entries import without_kept
from exchange.technologies.models import (
    Deployment,
    FunctionalArea,
    Product,
    ProductAlias,
    Stage,
    Supplier,
    SupplierAlias,
)
from exchange.technologies.naming import KnownProducts, supplier_names

NAME = cells.text(longest=120)
DEPLOYMENT_FIELDS = (
    "stage",
    "started_on",
    "live_on",
    "retired_on",
    "confirmed_on",
    "source_url",
    "source_date",
    "source",
    "note",
)
DEPLOYMENT_KEY = ("organisation_id", "functional_area_code", "supplier_id", "product_id")


def write_functional_areas(session: Session, table: Table) -> Tally:
    """Write functional_areas.csv; an area without a short name is called by its name."""
    refuse_repeats(table, ["functional_area"])
    table.problems.refuse()
    records = [
        {
            "code": row["functional_area"],
            "name": row["name"],
            "short_name": row["short_name"] or row["name"][:60],
            "capability": row["capability"],
        }
        for row in table.rows
    ]
    return upsert(session, FunctionalArea, records, key=["code"])


def write_suppliers(session: Session, table: Table) -> Tally:
    """Write suppliers.csv: suppliers and the other names they are known by."""
    refuse_repeats(table, ["supplier"])
    aliases = select(SupplierAlias.name, Supplier.name).join(Supplier)
    by_alias = dict(session.exec(aliases).all())
    for row in table.rows:
        if current := by_alias.get(row["supplier"]):
            table.problems.add(row.line, "supplier", f"'{row['supplier']}' is another name of {current}")
    table.problems.refuse()
    records = [
        record | {"slug": slug(record["name"])}
        for record in given(table, {"supplier": "name", "website": "website"})
    ]
    tally = upsert(session, Supplier, records, key=["name"])
    if "aliases" in table.columns:
        ids = dict(session.exec(select(Supplier.name, Supplier.id)).all())
        wanted = {ids[row["supplier"]]: row["aliases"] or () for row in table.rows}
        replace_sets(session, SupplierAlias, wanted, owner="supplier_id", member="name")
    return tally


def write_products(session: Session, table: Table) -> Tally:
    """Write products.csv: products by supplier, what they are mainly for, and their other names."""
    refuse_repeats(table, ["supplier", "product"])
    suppliers, areas = supplier_names(session), area_names(session)
    records: list[Record] = []
    for row in table.rows:
        problems, line = table.problems, row.line
        supplier_id = suppliers.look_up(problems, line, "supplier", row["supplier"], "supplier")
        area = areas.look_up(problems, line, "functional_area", row["functional_area"], "functional area")
        name = row["product"]
        records.append(
            {
                "name": name,
                "slug": slug(f"{row['supplier']} {name}"),
                "supplier_id": supplier_id,
                "functional_area_code": area,
            }
        )
    table.problems.refuse()
    tally = upsert(session, Product, records, key=["supplier_id", "name"])
    if "aliases" in table.columns:
        rows = session.exec(select(Product.supplier_id, Product.name, Product.id)).all()
        ids = {(supplier_id, name): id for supplier_id, name, id in rows}
        wanted = {
            ids[record["supplier_id"], record["name"]]: row["aliases"] or ()
            for row, record in zip(table.rows, records, strict=True)
        }
        replace_sets(session, ProductAlias, wanted, owner="product_id", member="name")
    return tally


def write_deployments(session: Session, table: Table) -> Tally:
    """Write deployments.csv: who uses what, for what, at which stage, and who says so."""
    organisations, suppliers = organisation_names(session), supplier_names(session)
    areas, products = area_names(session), KnownProducts(session)
    records = given(table, {name: name for name in DEPLOYMENT_FIELDS})
    lines: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, record in zip(table.rows, records, strict=True):
        problems, line = table.problems, row.line
        record["organisation_id"] = organisations.look_up(
            problems, line, "ods_code", row["ods_code"], "organisation"
        )
        record["functional_area_code"] = areas.look_up(
            problems, line, "functional_area", row["functional_area"], "functional area"
        )
        supplier_id = suppliers.look_up(problems, line, "supplier", row["supplier"], "supplier")
        record.update(products.resolve(problems, line, row["product"], supplier_id))
        with_text_dates(record)
        key = tuple(record[name] for name in DEPLOYMENT_KEY)
        lines[key].append(line)
    for first, *others in lines.values():
        for line in others:
            table.problems.add(
                line, "ods_code", f"Line {first} is about the same system; one of the two must go"
            )
    table.problems.refuse()
    open_records = without_kept(session, records)
    tally = upsert_of_open(session, Deployment, open_records, key=DEPLOYMENT_KEY)
    if left := len(records) - len(open_records):
        tally.unchanged += left
        tally.notices.append(_left_alone(left))
    return tally


def _left_alone(number: int) -> str:
    """Return what a user is told of entries that organisations keep themselves."""
    rows = "1 row is" if number == 1 else f"{number} rows are"
    return f"{rows} about systems that organisations have confirmed, changed or removed: left alone"


def area_names(session: Session) -> Names:
    """Return the code of every functional area by its code, short name and name."""
    areas = session.exec(select(FunctionalArea.code, FunctionalArea.short_name, FunctionalArea.name))
    return Names({word: code for code, short, name in areas for word in (name, short, code)})


def _kinds() -> Iterator[Kind]:
    yield Kind(
        write=write_functional_areas,
        form=TableForm(
            name="functional_areas",
            columns=(
                Column(name="functional_area", required=True, parse=cells.text(longest=40)),
                Column(name="name", required=True, parse=cells.text(longest=150)),
                Column(name="short_name", parse=cells.text(longest=60)),
                Column(name="capability", parse=cells.text(longest=150)),
            ),
        ),
    )
    yield Kind(
        write=write_suppliers,
        form=TableForm(
            name="suppliers",
            columns=(
                Column(name="supplier", required=True, parse=NAME),
                Column(name="aliases", parse=cells.several(NAME)),
                Column(name="website", parse=cells.web_address),
            ),
        ),
    )
    yield Kind(
        write=write_products,
        form=TableForm(
            name="products",
            columns=(
                Column(name="product", required=True, parse=NAME),
                Column(name="supplier", required=True, parse=NAME),
                Column(name="functional_area", parse=cells.text(longest=150)),
                Column(name="aliases", parse=cells.several(NAME)),
            ),
        ),
    )
    yield Kind(
        write=write_deployments,
        form=TableForm(
            name="deployments",
            columns=(
                Column(name="ods_code", required=True, parse=cells.ods_code),
                Column(name="functional_area", required=True, parse=cells.text(longest=150)),
                Column(name="supplier", parse=NAME),
                Column(name="product", parse=NAME),
                Column(name="stage", required=True, parse=member_of(Stage)),
                Column(name="started_on", parse=cells.partial_date),
                Column(name="live_on", parse=cells.partial_date),
                Column(name="retired_on", parse=cells.partial_date),
                Column(name="confirmed_on", parse=cells.full_date),
                *SOURCE_COLUMNS,
                Column(name="source", parse=cells.text(longest=300)),
                Column(name="note", parse=cells.text(longest=500)),
            ),
        ),
    )


KINDS = tuple(_kinds())
