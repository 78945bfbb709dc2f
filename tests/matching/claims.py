"""A reader of reasons: it takes every statement apart and looks up in the profiles whether it is so."""

import re

from geopy.distance import geodesic

from exchange.matching import Stage

_DO = {
    "are exploring": Stage.EXPLORING,
    "are procuring": Stage.PROCURING,
    "are implementing": Stage.IMPLEMENTING,
    "run": Stage.LIVE,
    "are live with": Stage.LIVE,
    "are replacing": Stage.REPLACING,
    "have retired": Stage.RETIRED,
}
_VERB = "|".join(_DO)
_BODIES = {
    "neither is a trust of a usual type": "other",
    "NHS body of another type": "other",
    "integrated care board": "integrated care board",
}


def is_true(statement, asking, other):
    """Whether a statement of any factor follows from the two profiles."""
    text = statement[:1].lower() + statement[1:]
    for pattern, holds in _CLAIMS:
        found = re.fullmatch(pattern, text)
        if found and holds(asking, other, *found.groups()):
            return True
    return False


def _listed(words, *profiles):
    """The functional areas in "EPR, RIS and PACS and others", None where it holds anything else."""
    found, left = [], words
    names = {each.area_name for profile in profiles for each in profile.deployments}
    for name in sorted(names, key=len, reverse=True):
        if name in left:
            found.append(name)
            left = left.replace(name, "")
    return None if re.sub(r"\band\b|\bothers$|,|\s", "", left) else found


def _runs(profile, what, stage=None):
    """The deployments that "Epic for EPR", "Nervecentre EPR" or "EPR" may mean."""
    return [each for each in profile.deployments if stage in (None, each.stage) and what in _spellings(each)]


def _spellings(each):
    alone = [each.supplier, each.product, each.system, each.area_name]
    return {*alone, *(f"{name} for {each.area_name}" for name in alone if name)}


def _in_areas(profile, words):
    return _listed(words, profile) is not None


def _both_run(asking, other, verb, what):
    areas = _listed(what, asking, other)
    return all(
        _runs(each, what, _DO[verb]) or (areas and all(_runs(each, name, _DO[verb]) for name in areas))
        for each in (asking, other)
    )


def _different(asking, other, words):
    def systems(profile, name):
        return {each.system for each in profile.deployments if each.area_name == name and each.system}

    areas = _listed(words, asking, other)
    return areas is not None and all(
        not systems(asking, name) & systems(other, name) or _in_house(asking, other, name) for name in areas
    )


def _in_house(asking, other, name):
    return any(
        each.is_in_house for each in (*asking.deployments, *other.deployments) if each.area_name == name
    )


def _first_live(first, second, verb, what, how_long):
    for one in _runs(first, what):
        for two in _runs(second, what):
            if one.live_on and two.live_on and one.stage == two.stage:
                months = 12 * (two.live_on.year - one.live_on.year) + two.live_on.month - one.live_on.month
                in_time = (one.stage in (Stage.LIVE, Stage.REPLACING, Stage.RETIRED)) == (verb == "went")
                said = {
                    f"{months} months",
                    f"about {round(months / 12)} years",
                    "a month" if months == 1 else "",
                }
                if months > 0 and in_time and how_long in said:
                    return True
    return False


def _same_stage(asking, other, words):
    areas = _listed(words, asking, other)
    return bool(areas) and all(_runs(asking, name) and _runs(other, name) for name in areas)


def _direction(asking, other, words):
    """Clauses of what both have, which may be joined to a list; names may hold " and " themselves."""
    both = [f"both belong to {name}" for name in asking.networks & other.networks]
    if asking.icb and asking.icb == other.icb:
        both.append(f"both in {asking.icb}")
    if asking.region and asking.region == other.region:
        both += [f"both in {asking.region}", f"both in the {asking.region}"]
    themes = sorted(asking.themes & other.themes)
    spelt = {name for theme in themes for name in (theme, theme[:1].lower() + theme[1:])}
    for clause in sorted(both, key=len, reverse=True):
        words = words.replace(clause.lower(), "")
    words = words.replace("both prioritise", "")
    for name in sorted(spelt, key=len, reverse=True):
        words = words.replace(name.lower(), "")
    return not re.sub(r"\band\b|,|\s", "", words)


def _apart(asking, other, theirs, own, no_topic):
    places = {(other.region, asking.region), (other.icb, asking.icb)}
    apart = any(
        theirs.removeprefix("the ") == one and own.removeprefix("the ") == two and one != two
        for one, two in places
    )
    return apart and (not no_topic or _nothing_in_common(asking, other))


def _nothing_in_common(asking, other):
    return not (asking.themes & other.themes or asking.networks & other.networks)


def _kinds(asking, other, theirs, own):
    def kind(words):
        return _BODIES.get(words, words.removesuffix(" trust"))

    return kind(theirs) == other.type != asking.type == kind(own)


def _size(asking, other, theirs, own, what):
    field = "staff_wte" if what == "staff" else "beds"
    sizes = [getattr(each, field) for each in (other, asking)]
    return None not in sizes and [f"{size:,.0f}" for size in sizes] == [theirs, own]


def _maturity(asking, other, words):
    return all(
        {setting.lower() for setting in profile.maturity}
        >= {name.removesuffix(" care") for name in words.split(" and ")}
        for profile in (asking, other)
    )


def _km(asking, other, words):
    km = geodesic((asking.latitude, asking.longitude), (other.latitude, other.longitude)).km
    return (
        km < 1
        if words is None
        else abs(km - float(words)) <= (0.051 if "." in words or km < 10.05 else 0.551)
    )


_LIVE = r"(went|plan to go) live with (.+) (a month|\d+ months|about \d+ years)"
_CLAIMS = [
    (r"less than 1 km away", lambda a, b: _km(a, b, None)),
    (r"([\d.]+) km away", _km),
    (rf"both ({_VERB}) (.+)", _both_run),
    (
        rf"they ({_VERB}) (.+), which you ({_VERB})",
        lambda a, b, theirs, what, own: bool(_runs(b, what, _DO[theirs]) and _runs(a, what, _DO[own])),
    ),
    (
        rf"they ({_VERB}) (.+) while you ({_VERB}) it",
        lambda a, b, theirs, what, own: bool(_runs(b, what, _DO[theirs]) and _runs(a, what, _DO[own])),
    ),
    (rf"they {_LIVE} before you", lambda a, b, *words: _first_live(b, a, *words)),
    (rf"you {_LIVE} before them", _first_live),
    (r"at the same stage with (.+)", _same_stage),
    (r"different systems for (.+)", _different),
    (
        r"both have something for (.+), not both say which system",
        lambda a, b, words: _in_areas(a, words) and _in_areas(b, words),
    ),
    (r"they are in (.+), you are in (.+?)(; no priority or network in common)?", _apart),
    (r"no priority or network in common", _nothing_in_common),
    (r"(both .+)", lambda a, b, words: _direction(a, b, words.lower())),
    (
        r"both are (.+)s",
        lambda a, b, kind: a.type == b.type == _BODIES.get(kind, kind.removesuffix(" trust")),
    ),
    (r"neither is a trust of a usual type", lambda a, b: a.type == b.type == "other"),
    (r"they are an? (.+), you are an? (.+)", _kinds),
    (
        r"similar size, ([\d,]+) (?:staff|beds) and ([\d,]+)",
        lambda a, b, x, y: any(_size(a, b, x, y, w) for w in ("staff", "beds")),
    ),
    (r"similar digital maturity in (.+)", _maturity),
    (r"of a different size or digital maturity", lambda a, b: a.type == b.type or not (a.type and b.type)),
]
