"""The postcode directory: real postcodes, real coordinates, no network."""

import csv
import os
import random
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from geopy.distance import great_circle
from geopy.exc import GeocoderServiceError
from geopy.geocoders.base import Geocoder  # noqa: TID251 - only to say what ours is
from geopy.location import Location
from hypothesis import given
from hypothesis import strategies as st

from exchange.geocoding import PostcodeDirectory, UnknownPostcode, normalise_postcode
from exchange.geocoding.geocoder import OfflineGeocoder
from exchange.geocoding.grids import to_wgs_84
from exchange.geocoding.letters import read_letter

SEED_DATA = Path(__file__).parents[1] / "seed_data" / "organisations.csv"

# Where some well-known doors are, read off a map in WGS 84 degrees.
DOORS = {
    "SW1A 1AA": (51.5010, -0.1416),  # Buckingham Palace
    "EH99 1SP": (55.9521, -3.1746),  # the Scottish Parliament
    "CF99 1SN": (51.4640, -3.1620),  # the Senedd
    "BT12 6BA": (54.5946, -5.9546),  # the Royal Victoria Hospital, Belfast, on the Irish grid
    "TR21 0LE": (49.9160, -6.3120),  # the Isles of Scilly
}


@pytest.fixture(scope="module")
def directory():
    return PostcodeDirectory()


@pytest.mark.parametrize("postcode", DOORS)
def test_a_postcode_is_found_where_it_is_in_all_four_countries(directory, postcode):
    assert great_circle(directory.locate(postcode), DOORS[postcode]).meters < 600


def test_every_organisation_of_the_seed_data_with_coordinates_is_found_within_100_metres(directory):
    with SEED_DATA.open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row.get("latitude")]
    assert rows
    found = directory.locate_many(row["postcode"] for row in rows)
    for row, coordinates in zip(rows, found, strict=True):
        stated = (float(row["latitude"]), float(row["longitude"]))
        assert great_circle(coordinates, stated).meters < 100, row


@pytest.mark.parametrize(
    "text", ["NW1 0PE", "nw10pe", " NW1  0PE ", "nW1\u00a00pE", "\uff2e\uff37\uff11\u3000\uff10\uff30\uff25"]
)
def test_case_spaces_and_full_width_letters_do_not_matter(directory, text):
    assert normalise_postcode(text) == "NW1 0PE"
    assert directory.locate(text) == directory.locate("NW1 0PE")


@pytest.mark.parametrize(
    ("postcode", "sentence"),
    [
        ("ABC", "'ABC' is not a UK postcode"),
        ("", "'' is not a UK postcode"),
        ("NW1-0PE", "'NW1-0PE' is not a UK postcode"),
        ("10 Downing Street, London", "'10 Downing Street, L…' is not a UK postcode"),
        ("ZZ9 9ZZ", "There is no postcode ZZ9 9ZZ in the directory of {}: unknown or no longer in use"),
        ("Q1 1AA", "There is no postcode Q1 1AA in the directory of {}: unknown or no longer in use"),
        ("GIR 0AA", "The directory of {} gives no location for GIR 0AA"),
        ("JE2 3AB", "The directory of {} gives no location for JE2 3AB"),
    ],
)
def test_a_postcode_that_cannot_be_located_says_why(directory, postcode, sentence):
    with pytest.raises(UnknownPostcode) as refusal:
        directory.locate(postcode)
    assert str(refusal.value) == sentence.format(directory.edition)
    assert [str(answer) for answer in directory.locate_many([postcode])] == [str(refusal.value)]


def test_many_postcodes_get_the_same_answers_as_one_by_one_in_their_order(directory):
    chosen = random.Random(1)
    postcodes = [*DOORS, "ABC", "ZZ9 9ZZ", "JE2 3AB"]
    for letter in ("F", "Y", "U", "B"):
        listed = read_letter(letter)
        assert listed is not None
        samples = [listed[chosen.randrange(len(listed))] for _ in range(20)]
        postcodes += [f"{known[:4].decode().strip()} {known[4:].decode()}" for known in samples]
    chosen.shuffle(postcodes)
    postcodes += postcodes[:5]

    def one_by_one(postcode):
        try:
            return directory.locate(postcode)
        except UnknownPostcode as error:
            return str(error)

    answers = directory.locate_many(postcodes)
    told = [answer if isinstance(answer, tuple) else str(answer) for answer in answers]
    assert told == [one_by_one(postcode) for postcode in postcodes]
    assert directory.locate_many([]) == []


@pytest.mark.parametrize("letter", ["N", "G", "Z"])
def test_every_postcode_of_the_directory_is_in_the_form_of_a_postcode(letter):
    listed = read_letter(letter)
    assert listed is not None
    for index in range(0, len(listed), 97):
        assert listed.position(normalise_postcode(listed[index].decode())) == index


@given(st.text(max_size=12))
def test_any_text_is_a_postcode_or_refused_in_words(text):
    try:
        normal = normalise_postcode(text)
    except UnknownPostcode as error:
        assert str(error).endswith("is not a UK postcode")
    else:
        assert normalise_postcode(normal) == normal


@pytest.mark.parametrize("letter", ["A", "E", "J", "L", "Z"])
def test_the_packaged_directory_is_in_the_order_that_bisection_needs(letter):
    listed = read_letter(letter)
    assert listed is not None
    values = [listed[index] for index in range(len(listed))]
    assert values == sorted(values)
    assert len(listed.eastings) == len(listed.northings) == 9 * len(values)


def test_grids_agree_with_the_worked_examples_of_their_keepers():
    # Source: the Caister Water Tower example in "A guide to coordinate systems in Great Britain", Ordnance
    # Survey (its ETRS89 position); the Irish point by EPSG 29903 in PROJ 9.
    caister = to_wgs_84("british").transform(651409.903, 313177.270)
    assert caister == pytest.approx((1.716074, 52.658008), abs=3e-5)
    belfast = to_wgs_84("irish").transform(334316, 374675)
    assert belfast == pytest.approx((-5.922291, 54.602445), abs=1e-6)


def test_only_the_letters_in_use_stay_in_memory():
    directory = PostcodeDirectory(letters_kept=1)
    for postcode in ("ZE1 0AA", "FK1 1AA", "ZE1 0AA"):
        directory.locate(postcode)
    assert directory._letter.cache_info().currsize == 1


def test_a_single_look_up_needs_neither_pandas_nor_numpy():
    code = (
        "import sys; from exchange.geocoding import PostcodeDirectory; PostcodeDirectory().locate('ZE1 0AA');"
        "print(sorted({'pandas', 'numpy', 'geopy'} & set(sys.modules)))"
    )
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert output.stdout.strip() == "[]"


def test_the_geocoder_is_a_geopy_geocoder_that_never_uses_a_network(directory, monkeypatch):
    def no_network(*_args, **_kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", no_network)
    geocoder = OfflineGeocoder(directory)
    assert isinstance(geocoder, Geocoder)
    found = geocoder.geocode("nw10pe", exactly_one=True, timeout=3)
    assert isinstance(found, Location)
    assert (found.address, found.latitude, found.longitude) == ("NW1 0PE", *directory.locate("NW1 0PE"))
    assert found.raw == {"postcode": "NW1 0PE", "edition": directory.edition}
    assert geocoder.geocode("NW1 0PE", exactly_one=False) == [found]


def test_the_geocoder_answers_none_for_what_it_does_not_know_and_refuses_the_rest(directory):
    geocoder = OfflineGeocoder(directory)
    assert geocoder.geocode("ZZ9 9ZZ") is None
    assert geocoder.geocode("10 Downing Street", exactly_one=False) is None
    with pytest.raises(GeocoderServiceError, match="not postcodes by place"):
        geocoder.reverse((51.5, -0.1))
    with pytest.raises(GeocoderServiceError, match="never uses a network"):
        geocoder._call_geocoder("https://example.org", lambda answer: answer)
