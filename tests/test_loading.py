from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func
from sqlmodel import select

from exchange.loading import KINDS, NothingToLoad, import_file, load_folder
from exchange.organisations.models import Organisation, OrganisationStatus, Region
from exchange.people.actor import VISITOR
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.changes import REGISTRY, current_change
from exchange.plumbing.errors import SignInNeeded
from exchange.plumbing.problems import BadTable
from exchange.technologies.models import Deployment, Product, ProductAlias, Supplier

ORGANISATIONS = """ods_code,name,type,postcode,icb_code,region_code
RGT,Cambridge University Hospitals,acute,CB2 0QQ,QUE,Y61
RAJ,Mid and South Essex,acute,SS0 0RY,QH8,Y61
"""


@pytest.fixture
def bring(session, operator, tmp_path):
    """Import text as a file of one kind."""

    def bring(kind: str, text: str, *, name: str | None = None):
        path = tmp_path / (name or f"{kind}.csv")
        path.write_text(text, "utf-8")
        return import_file(session, operator, KINDS[kind], path).tally

    return bring


@pytest.fixture
def technologies(bring):
    bring("organisations", ORGANISATIONS)
    bring("functional_areas", "functional_area,name,short_name\nepr,Electronic patient record (EPR),EPR\n")
    bring("suppliers", "supplier,aliases\nOracle Health,Cerner;Oracle Cerner\nEpic,\n")
    bring(
        "products",
        "product,supplier,functional_area,aliases\nMillennium,Oracle Health,epr,Cerner Millennium\n",
    )


def organisation(session, code):
    return session.exec(select(Organisation).where(Organisation.ods_code == code)).one()


def problems(refused) -> list[str]:
    return refused.value.problems.sentences()


def test_loading_the_shipped_data_twice_changes_nothing_the_second_time(session, operator, seed_folder):
    first = load_folder(session, operator, seed_folder)
    assert all(loaded.tally.added for loaded in first)
    before = current_change(session, REGISTRY)
    second = load_folder(session, operator, seed_folder)
    assert [(t.tally.added, t.tally.changed) for t in second] == [(0, 0)] * len(first)
    assert [t.tally.unchanged for t in second] == [t.tally.added for t in first]
    assert current_change(session, REGISTRY) == before


def test_a_postcode_gives_the_place(session, bring):
    bring("organisations", ORGANISATIONS)
    cambridge = organisation(session, "RGT")
    assert (cambridge.latitude, cambridge.longitude) == pytest.approx((52.175, 0.1406), abs=0.001)


def test_coordinates_that_are_given_win_over_the_postcode(session, bring):
    bring("organisations", "ods_code,name,postcode,latitude,longitude\nRGT,Cambridge,CB2 0QQ,50.5,-1.5\n")
    assert (organisation(session, "RGT").latitude, organisation(session, "RGT").longitude) == (50.5, -1.5)


def test_a_postcode_that_nobody_knows_leaves_no_place_and_is_told(session, bring):
    tally = bring("organisations", "ods_code,name,postcode\nRGT,Cambridge,ZZ99 9ZZ\n")
    assert organisation(session, "RGT").latitude is None
    assert "ZZ99 9ZZ (line 2)" in tally.notices[-1]


def test_columns_that_a_file_does_not_have_are_left_alone(session, bring):
    bring("organisations", "ods_code,name,beds,website\nRGT,Cambridge,1000,https://www.cuh.nhs.uk\n")
    tally = bring("organisations", "ods_code,name,beds\nRGT,Cambridge,1100\n")
    changed = organisation(session, "RGT")
    assert (tally.changed, changed.beds, changed.website) == (1, 1100, "https://www.cuh.nhs.uk")


def test_an_empty_cell_clears_what_was_there(session, bring):
    bring("organisations", "ods_code,name,beds\nRGT,Cambridge,1000\n")
    bring("organisations", "ods_code,name,beds\nRGT,Cambridge,\n")
    assert organisation(session, "RGT").beds is None


def test_every_problem_names_line_and_column_and_nothing_is_kept(session, bring):
    bring("regions", "region_code,name\nY61,East of England\n")
    text = "ods_code,name,postcode,region_code,beds\nRGT,A,CB2 0QQ,Y16,x\nRAJ,,nowhere,Y61,3\nRGT,C,,,\n"
    with pytest.raises(BadTable) as refused:
        bring("organisations", text, name="mine.csv")
    assert problems(refused) == [
        "mine.csv line 2, column beds: 'x' is not a whole number",
        "mine.csv line 2, column region_code: There is no region 'Y16'. Did you mean 'Y61'?",
        "mine.csv line 3, column name: This cell must be filled in",
        "mine.csv line 3, column postcode: 'nowhere' is not a UK postcode",
        "mine.csv line 4, column ods_code: Line 2 says the same; one of the two must go",
    ]
    session.rollback()
    assert session.exec(select(func.count()).select_from(Organisation)).one() == 0


def test_an_empty_vocabulary_is_filled_from_the_file_and_says_so(session, bring):
    tally = bring("organisations", ORGANISATIONS)
    assert session.exec(select(Region.name)).all() == ["Y61"]
    assert any("region_code" in notice for notice in tally.notices)


def test_an_unknown_name_is_refused_with_the_closest_known_ones(bring, technologies):
    row = "ods_code,functional_area,supplier,product,stage,source_date,source\n"
    with pytest.raises(BadTable) as refused:
        bring("deployments", row + "RGT,epr,Orakle Health,,live,2024,x\n" + "RAJ,epr,,Milenium,live,2024,x\n")
    assert problems(refused) == [
        "deployments.csv line 2, column supplier: There is no supplier 'Orakle Health'."
        " Did you mean 'Oracle Health'?",
        "deployments.csv line 3, column product: There is no product 'Milenium'."
        " Did you mean 'Millennium' or 'Cerner Millennium'?",
    ]


@pytest.mark.parametrize("supplier", ["Oracle Health", "cerner", ""])
@pytest.mark.parametrize("product", ["Millennium", "cerner millennium"])
def test_former_names_lead_to_the_product_of_today(session, bring, technologies, supplier, product):
    bring(
        "deployments",
        f"ods_code,functional_area,supplier,product,stage,live_on\nRGT,EPR,{supplier},{product},live,2014-10\n",
    )
    statement = select(Product.name, Supplier.name, Deployment.live_on).where(
        Deployment.product_id == Product.id, Product.supplier_id == Supplier.id
    )
    assert session.exec(statement).all() == [("Millennium", "Oracle Health", "2014-10")]


def test_a_product_of_another_supplier_is_refused(bring, technologies):
    with pytest.raises(BadTable, match="'Millennium' is made by Oracle Health, not by Epic"):
        bring(
            "deployments", "ods_code,functional_area,supplier,product,stage\nRGT,epr,Epic,Millennium,live\n"
        )


def test_two_rows_about_the_same_system_are_refused(bring, technologies):
    rows = "RGT,epr,Cerner,,live\nRGT,epr,Oracle Health,,implementing\n"
    with pytest.raises(BadTable, match="line 3, column ods_code: Line 2 is about the same system"):
        bring("deployments", "ods_code,functional_area,supplier,product,stage\n" + rows)


def test_aliases_follow_the_file(session, bring, technologies):
    bring(
        "products", "product,supplier,functional_area,aliases\nMillennium,Oracle Health,epr,HNA Millennium\n"
    )
    assert session.exec(select(ProductAlias.name)).all() == ["HNA Millennium"]


def test_a_supplier_cannot_be_founded_under_the_alias_of_another(bring, technologies):
    with pytest.raises(BadTable, match="'Cerner' is another name of Oracle Health"):
        bring("suppliers", "supplier\nCerner\n")


def test_an_official_extract_is_taken_as_it_is(session, bring):
    bring("regions", "region_code,name\nY61,East of England\n")
    bring("icbs", "icb_code,name\nQUE,Cambridgeshire and Peterborough ICB\n")
    bring(
        "organisations", "ods_code,name,type,status\nRGT,Cambridge University Hospitals,acute,participating\n"
    )
    line = '"RGT","CAMBRIDGE UNIVERSITY HOSPITALS NHS FOUNDATION TRUST","Y61","QUE"'
    line += ',"HILLS ROAD","","","CAMBRIDGE","","CB2 0QQ","19930401",""'
    closed = '"RQN","OLD HOSPITALS NHS TRUST","Y99","QZZ","","","","","","AB1 0AA","19920401","20071001"'
    bring("organisations", "\n".join(row + ',""' * 15 for row in (line, closed)), name="etr.csv")
    cambridge, old = organisation(session, "RGT"), organisation(session, "RQN")
    assert cambridge.name == "Cambridge University Hospitals NHS Foundation Trust"
    assert (cambridge.type, cambridge.status) == ("acute", OrganisationStatus.PARTICIPATING)
    assert (old.status, old.region_code, str(old.closed_on)) == (
        OrganisationStatus.CLOSED,
        None,
        "2007-10-01",
    )
    tally = bring(
        "organisations", '"RQN","RGT","R","20071001","1"\n"RZZ","RGT","R","20071001","1"\n', name="succ.csv"
    )
    session.expire_all()
    assert organisation(session, "RQN").successor_ods_code == "RGT"
    assert tally.changed == 1 and "1 rows were left out" in tally.notices[0]


def test_a_spreadsheet_is_as_good_as_a_csv_file(session, operator, tmp_path):
    book = openpyxl.Workbook()
    for row in (["ods_code", "name", "beds", "opened_on"], ["RGT", "Cambridge", 1000, "1993-04-01"]):
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    (tmp_path / "organisations.xlsx").write_bytes(stream.getvalue())
    load_folder(session, operator, tmp_path)
    assert (organisation(session, "RGT").beds, str(organisation(session, "RGT").opened_on)) == (
        1000,
        "1993-04-01",
    )


def test_an_import_is_audited_and_a_visitor_may_not(session, bring, tmp_path):
    bring("organisations", ORGANISATIONS)
    session.flush()
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.event, entry.actor, entry.subject) == (
        "organisations.imported",
        "operator",
        "file:organisations.csv",
    )
    with pytest.raises(SignInNeeded):
        import_file(session, VISITOR, KINDS["organisations"], tmp_path / "organisations.csv")


def test_a_folder_with_nothing_known_says_what_it_could_hold(session, operator, tmp_path):
    with pytest.raises(NothingToLoad, match=r"organisations\.csv"):
        load_folder(session, operator, tmp_path)
    with pytest.raises(NothingToLoad, match="There is no file"):
        import_file(session, operator, KINDS["themes"], Path("/nowhere/themes.csv"))
