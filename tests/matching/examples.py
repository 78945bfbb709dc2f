"""Organisations to try matching on: by hand, and at random for properties."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from exchange.matching import Deployment, Profile, Stage

NAMES = {"epr": "EPR", "epma": "ePMA", "pacs": "PACS"}
PRODUCTS = {"Oracle Health": "Millennium", "Epic": "EpicCare", "Dedalus": "ORBIS", "In-house or generic": ""}
LONDON, CAMBRIDGE, NEWCASTLE = (51.507, -0.128), (52.205, 0.122), (54.978, -1.618)


def runs(supplier, product="", *, area="epr", stage=Stage.LIVE, live_on=None, confirmed=False):
    return Deployment(area, NAMES[area], supplier, product, stage, live_on, confirmed)


def organisation(code="RAA", *, at=LONDON, runs=(), **known):
    latitude, longitude = at or (None, None)
    return Profile(
        code, f"Trust {code}", latitude=latitude, longitude=longitude, deployments=tuple(runs), **known
    )


def described(code="RAA", **known):
    """An organisation of which everything is known."""
    everything = {
        "type": "acute",
        "region": "London",
        "icb": "North Central London ICB",
        "staff_wte": 5000.0,
        "maturity": {"Acute": (3.0,) * 7},
        "themes": frozenset({"Medicines safety"}),
        "networks": frozenset({"Shelford Group"}),
        "runs": (runs("Epic", "EpicCare"),),
    }
    return organisation(code, **(everything | known))


def without(profile, *fields):
    """The same organisation with nothing known in some fields."""
    nothing = Profile("", "")
    return replace(profile, **{field: getattr(nothing, field) for field in fields})


codes = st.from_regex(r"R[A-Z0-9]{2}", fullmatch=True)
places = st.none() | st.tuples(st.floats(50.0, 55.8), st.floats(-5.5, 1.7))
scores = st.tuples(*[st.integers(10, 50).map(lambda tenth: tenth / 10)] * 7)
days = st.none() | st.dates(date(2012, 1, 1), date(2028, 1, 1))


@st.composite
def deployments(draw):
    supplier = draw(st.sampled_from(["", *PRODUCTS]))
    product = draw(st.sampled_from(["", PRODUCTS.get(supplier, "")]))
    area, stage = draw(st.sampled_from(list(NAMES))), draw(st.sampled_from(list(Stage)))
    return runs(supplier, product, area=area, stage=stage, live_on=draw(days), confirmed=draw(st.booleans()))


@st.composite
def profiles(draw, code=codes):
    region, board = draw(st.sampled_from([("", ""), ("London", "NCL"), ("London", ""), ("Midlands", "BSOL")]))
    return organisation(
        draw(code),
        at=draw(places),
        type=draw(st.sampled_from(["", "acute", "mental health", "ambulance", "something new"])),
        region=region,
        icb=board,
        staff_wte=draw(st.none() | st.floats(50, 30000)),
        maturity=draw(st.dictionaries(st.sampled_from(["Acute", "Community"]), scores, max_size=2)),
        themes=draw(st.frozensets(st.sampled_from(["Medicines safety", "NHS App", "Virtual wards"]))),
        networks=draw(st.frozensets(st.sampled_from(["Shelford Group", "Alliance"]), max_size=2)),
        runs=draw(st.lists(deployments(), max_size=4)),
    )


def registries(least=2, most=5):
    """Lists of organisations with different codes."""
    return st.lists(profiles(), min_size=least, max_size=most, unique_by=lambda profile: profile.ods_code)


weights = st.dictionaries(
    st.sampled_from(["nearby", "same systems", "a step ahead", "shared direction", "similar setting"]),
    st.floats(0.01, 1),
)
