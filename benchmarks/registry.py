"""A made-up registry, always the same for the same size: for benchmarks of import and of matching.

Nothing in it describes a real organisation. Postcodes are real, drawn from the packaged directory.
"""

import csv
import random
from datetime import date
from pathlib import Path

from exchange.geocoding import PostcodeDirectory, UnknownPostcode
from exchange.geocoding.letters import read_letter
from exchange.matching import Deployment, Profile, Stage

HEADER = [
    "ods_code",
    "name",
    "type",
    "postcode",
    "icb_code",
    "region_code",
    "status",
    "website",
    "beds",
    "staff_wte",
    "opened_on",
    "closed_on",
    "successor_ods_code",
]
LETTERS = "BCDEHLMNPRSTWY"  # first letters of English postcodes
TYPES = ["acute", "mental health", "mental health and community", "community", "ambulance", "other"]
AREAS = [
    "epr",
    "pas",
    "epma",
    "maternity",
    "ris_pacs",
    "lims",
    "theatres",
    "pep",
    "rostering",
    "shcr",
    "ai",
    "bi",
]
SUPPLIERS = [f"Supplier {number}" for number in range(1, 61)]
THEMES = [f"Priority {number}" for number in range(1, 41)]
ICBS = [f"Q{number:02d}" for number in range(1, 43)]


def write_organisations_csv(path: Path, rows: int, *, coordinates: bool = False) -> None:
    """Write organisations.csv with distinct, valid-looking ODS codes.

    Args:
        coordinates: add the optional columns latitude and longitude; without, they follow from the postcode.
    """
    chance = random.Random(rows)
    postcodes = _postcodes(rows, chance)
    header = [*HEADER, "latitude", "longitude"] if coordinates else HEADER
    places = PostcodeDirectory().locate_many(postcodes) if coordinates else []
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        for number, postcode in enumerate(postcodes):
            row = {
                "ods_code": ods_code(number),
                "name": f"Made-up organisation {number + 1}",
                "type": chance.choice(TYPES),
                "postcode": postcode,
                "status": "listed",
                "staff_wte": round(chance.lognormvariate(8, 1)),
                "opened_on": f"{chance.randrange(1992, 2026)}-04-01",
            }
            place = places[number] if coordinates else None
            if place is not None and not isinstance(place, UnknownPostcode):
                row |= {"latitude": place[0], "longitude": place[1]}
            writer.writerow(row)


def ods_code(number: int) -> str:
    """Return the code of a made-up organisation: a letter and five digits, as many real ones have."""
    letter, digits = divmod(number, 100_000)
    return f"{'ABCDEFGHJKLMNPRSTVWY'[letter]}{digits:05d}"


def _postcodes(count: int, chance: random.Random) -> list[str]:
    """Return distinct postcodes that have a location, evenly over the letters."""
    found: dict[str, None] = {}
    for number, letter in enumerate(LETTERS, start=1):
        listed = read_letter(letter)
        assert listed is not None
        while len(found) < count * number // len(LETTERS):
            index = chance.randrange(len(listed))
            if listed.grid_reference(index):
                found[f"{listed[index][:4].decode().strip()} {listed[index][4:].decode()}"] = None
    return list(found)


def profiles(count: int) -> list[Profile]:
    """Return made-up profiles as matching takes them: clustered places, common and rare systems, gaps."""
    chance = random.Random(count)
    towns = [(chance.uniform(50.2, 55.6), chance.uniform(-4.5, 1.5)) for _ in range(60)]
    return [_profile(number, towns, chance) for number in range(count)]


def _profile(number: int, towns: list[tuple[float, float]], chance: random.Random) -> Profile:
    town = chance.choice(towns)
    board = towns.index(town) * len(ICBS) // len(towns)
    assessed = chance.random() < 0.7
    return Profile(
        ods_code(number),
        f"Made-up organisation {number + 1}",
        chance.choices(TYPES, (60, 10, 15, 8, 5, 2))[0],
        latitude=town[0] + chance.gauss(0, 0.2),
        longitude=town[1] + chance.gauss(0, 0.3),
        region=f"Region {board // 6}",
        icb=ICBS[board],
        staff_wte=chance.lognormvariate(8, 1) if chance.random() < 0.9 else None,
        maturity={"Acute": tuple(chance.randrange(10, 51) / 10 for _ in range(7))} if assessed else {},
        deployments=tuple(_deployment(area, chance) for area in chance.sample(AREAS, chance.randrange(8))),
        themes=frozenset(chance.sample(THEMES, chance.randrange(6))),
        networks=frozenset({f"Network {board}"} if chance.random() < 0.4 else ()),
    )


def _deployment(area: str, chance: random.Random) -> Deployment:
    supplier = SUPPLIERS[min(int(chance.paretovariate(0.8)), len(SUPPLIERS)) - 1]
    product = f"{supplier} {area} {chance.randrange(2)}" if chance.random() < 0.7 else ""
    live_on = date(chance.randrange(2010, 2027), chance.randrange(1, 13), 1)
    return Deployment(area, area.upper(), supplier, product, chance.choice(list(Stage)[:5]), live_on)
