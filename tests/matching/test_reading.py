from datetime import date

import pytest

from exchange.matching import Deployment, InvalidFile, Stage, read_profiles

ORGANISATIONS = """\
ods_code,name,type,icb_code,region_code,status,staff_wte,closed_on,latitude,longitude,source
RAA,Alpha,Acute,QAA,Y56,listed,5000,,51.5,-0.1,anywhere
RBB,Beta,community,,,participating,,,,,
RCC,Gone,acute,,,closed,,2020-01-01,,,
"""


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, text in {"organisations": ORGANISATIONS, **files}.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_organisations_alone_are_enough_and_closed_ones_are_left_out(folder):
    alpha, beta = read_profiles(folder())
    assert (alpha.ods_code, alpha.type, alpha.staff_wte, alpha.latitude) == ("RAA", "acute", 5000, 51.5)
    assert (alpha.region, alpha.icb) == ("Y56", "QAA")
    assert (beta.latitude, beta.staff_wte, beta.region, beta.deployments) == (None, None, "", ())


def test_codes_become_names_and_aliases_become_current_names(folder):
    profiles = read_profiles(
        folder(
            regions="region_code,name\nY56,London\n",
            icbs="icb_code,name,valid_from\nQAA,Alpha ICB,2022-07-01\n",
            functional_areas="functional_area,name,short_name\nepr,Electronic record,EPR\n",
            suppliers="supplier,aliases,website\nOracle Health,Cerner; Oracle Cerner,\n",
            products="product,supplier,functional_area,aliases\nMillennium,Cerner,epr,Cerner Millennium\n",
            deployments="ods_code,functional_area,supplier,product,stage,live_on,confirmed_on,source_date\n"
            "RAA,epr,CERNER,,live,2019,2024-01-02,2024\n"
            "RAA,epr,,cerner millennium,Procuring,2027-04,,\n"
            "RCC,epr,Gone,,live,,,\n",
            theme_names="theme,name,kind,status\nsafety,Medicines safety,,current\n",
            themes="ods_code,theme,horizon\nRAA,safety,\nRBB,medicines safety,2027\n",
            networks="network,kind,ods_code\nShelford Group,alliance,RAA\n",
        )
    )
    alpha, beta = profiles
    assert (alpha.region, alpha.icb) == ("London", "Alpha ICB")
    assert alpha.deployments == (
        Deployment("epr", "EPR", "Oracle Health", "", Stage.LIVE, date(2019, 1, 1), confirmed=True),
        Deployment("epr", "EPR", "Oracle Health", "Millennium", Stage.PROCURING, date(2027, 4, 1)),
    )
    assert alpha.themes == beta.themes == {"Medicines safety"}
    assert alpha.networks == {"Shelford Group"}


def test_maturity_is_read_by_care_setting(folder):
    header = "ods_code,care_setting,well_led,smart_foundations,safe_practice,support_people"
    header += ",empower_citizens,improve_care,healthy_populations\n"
    alpha, _ = read_profiles(folder(maturity=header + "RAA,Acute,1,2,3,4,5,1.5,2.5\n"))
    assert alpha.maturity == {"Acute": (1, 2, 3, 4, 5, 1.5, 2.5)}


def test_organisations_without_coordinates_are_placed_by_their_postcode(folder):
    (profile,) = read_profiles(folder(organisations="ods_code,name,postcode\nRAA,Alpha,SW1A 1AA\n"))
    assert (profile.latitude, profile.longitude) == (
        pytest.approx(51.501, abs=0.01),
        pytest.approx(-0.142, abs=0.01),
    )


def test_a_postcode_that_nobody_knows_leaves_the_place_unknown(folder):
    (profile,) = read_profiles(folder(organisations="ods_code,name,postcode\nRAA,Alpha,ZZ1 1ZZ\n"))
    assert (profile.latitude, profile.longitude) == (None, None)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"organisations": "ods_code\nRAA\n"}, "organisations.csv line 1, column name: is missing"),
        (
            {"organisations": "ods_code,name\nRAA,A\nraa,B\n"},
            "organisations.csv line 3, column ods_code: RAA appears twice",
        ),
        ({"organisations": "ods_code,name\nRAA,\n"}, "organisations.csv line 2, column name: is empty"),
        (
            {"organisations": "ods_code,name,beds\nRAA,A,many\n"},
            "line 2, column beds: 'many' is not a number",
        ),
        (
            {"organisations": "ods_code,name,postcode\nRAA,A,nowhere\n"},
            "organisations.csv line 2, column postcode",
        ),
        (
            {"themes": "ods_code,theme\nRXX,a\n"},
            "themes.csv line 2, column ods_code: there is no organisation RXX",
        ),
        (
            {"regions": "region_code,name\nY60,Midlands\n"},
            "line 2, column region_code: there is no 'Y56'",
        ),
        (
            {"deployments": "ods_code,functional_area,stage\nRAA,epr,finished\n"},
            "deployments.csv line 2, column stage: there is no stage 'finished'; it is one of exploring,",
        ),
        (
            {"deployments": "ods_code,functional_area,stage,live_on\nRAA,epr,live,1.4.2024\n"},
            "deployments.csv line 2, column live_on: '1.4.2024' is not a date",
        ),
        ({"organisations": "ods_code,name,beds\nRAA,A,inf\n"}, "column beds: 'inf' is not a number"),
        ({"organisations": "ods_code,name,staff_wte\nRAA,A,-5\n"}, "column staff_wte: '-5' is less than 0"),
        ({"organisations": f"ods_code,name\nRAA,{'a' * 200_000}\n"}, "line 2, column ?: cannot be read"),
        ({"networks": "network,kind,ods_code\nA,b,RAA,extra\n"}, "networks.csv line 2"),
    ],
)
def test_an_error_names_file_line_and_column(folder, files, message):
    with pytest.raises(InvalidFile) as refusal:
        read_profiles(folder(**files))
    assert message in str(refusal.value)


def test_cells_are_read_as_the_importer_reads_them(folder):
    (profile,) = read_profiles(
        folder(
            organisations='ODS code,Name,Staff WTE,closed_on\nRAA,Alpha,"1,234",2999-01-01\n',
            deployments="ods_code,functional_area,stage,live_on\nRAA,epr,live,14/03/2023\n",
        )
    )
    assert profile.staff_wte == 1234
    assert profile.deployments[0].live_on == date(2023, 3, 14)


def test_there_must_be_organisations(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no organisations\.csv"):
        read_profiles(tmp_path)
