"""Organisations to try matching on: by hand, and at random for properties."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from exchange.matching import Deployment, Profile, Stage

NAMES = {"epr": "EPR", "epma": "ePMA", "pacs": "PACS"}
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
spots = st.tuples(st.floats(50.0, 55.8), st.floats(-5.5, 1.7))
places = st.sampled_from([None, LONDON, CAMBRIDGE, NEWCASTLE]) | spots
scores = st.sampled_from([(1.0,) * 7, (3.1,) * 7, (2.4, 3.0, 1.7, 5.0, 4.2, 3.3, 2.9)])
days = st.sampled_from([None, date(2014, 3, 1), date(2021, 1, 1), date(2022, 7, 15), date(2027, 1, 1)])


named = [("Oracle Health", "Millennium"), ("Epic", "EpicCare"), ("Epic", ""), ("", "Millennium")]
unnamed = [("", ""), ("In-house or generic", "")]


def deployments(systems=(*named, *unnamed)):
    """Deployments of any system, or of some."""
    return st.builds(
        lambda system, area, stage, day: runs(*system, area=area, stage=stage, live_on=day),
        st.sampled_from(systems),
        st.sampled_from(list(NAMES)),
        st.sampled_from(list(Stage)),
        days,
    )


@st.composite
def profiles(draw, code=codes):
    region, board = draw(st.sampled_from([("", ""), ("London", "NCL"), ("London", ""), ("Midlands", "BSOL")]))
    return organisation(
        draw(code),
        at=draw(places),
        type=draw(st.sampled_from(["", "acute", "mental health", "ambulance", "something new"])),
        region=region,
        icb=board,
        staff_wte=draw(st.sampled_from([None, 900.0, 5000.0, 6100.0, 20000.0])),
        maturity=draw(st.dictionaries(st.sampled_from(["Acute", "Community"]), scores, max_size=2)),
        themes=draw(st.frozensets(st.sampled_from(["Medicines safety", "NHS App", "Virtual wards"]))),
        networks=draw(st.frozensets(st.sampled_from(["Shelford Group", "Alliance"]), max_size=2)),
        runs=draw(st.lists(deployments(), max_size=3)),
    )


def registries(least=2, most=5):
    """Lists of organisations with different codes."""
    return st.lists(profiles(), min_size=least, max_size=most, unique_by=lambda profile: profile.ods_code)


weights = st.dictionaries(
    st.sampled_from(["nearby", "same systems", "a step ahead", "shared direction", "similar setting"]),
    st.floats(0.01, 1),
)
