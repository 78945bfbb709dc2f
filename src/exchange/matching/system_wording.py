"""Sentences about systems: what both run, and who is further on. Never "both run" unless both do."""

from collections.abc import Collection, Mapping, Sequence

from exchange.matching.postings import Entry
from exchange.matching.profile import Profile, Stage, system_name
from exchange.matching.registered import STAGES, Key, Level, area_names
from exchange.matching.wording import listed, unknown

_DO = {
    Stage.EXPLORING: "are exploring",
    Stage.PROCURING: "are procuring",
    Stage.IMPLEMENTING: "are implementing",
    Stage.LIVE: "run",
    Stage.REPLACING: "are replacing",
    Stage.RETIRED: "have retired",
}
_ARE = {**_DO, Stage.LIVE: "are live with"}


def shared_system(key: Key, area_name: str, own: Stage, theirs: Stage) -> str:
    """Say what both have, and how far each is with it."""
    what = system_in_area(key, area_name)
    if own == theirs:
        return f"Both {_DO[own]} {what}"
    return f"They {_DO[theirs]} {what}, which you {_DO[own]}"


def system_in_area(key: Key, area_name: str) -> str:
    """Return "Epic for EPR", "Nervecentre EPR", or the area alone where no system is meant."""
    system = system_name(key.supplier, key.product)
    if not system or system.endswith(area_name):
        return system or area_name
    return f"{system} for {area_name}"


def unlike_systems(
    keys: Sequence[Key], names: Mapping[str, str], own: Mapping[Key, Entry], theirs: Mapping[Key, Entry]
) -> str:
    """Say how two organisations with areas but no system in common compare."""
    same_stage = [
        key
        for key in (Key(key.area, Level.AREA) for key in keys)
        if own[key].stage == theirs[key].stage != _LIVE
    ]
    if same_stage:
        doing = _DO[STAGES[own[same_stage[0]].stage]]
        areas = [key.area for key in same_stage if own[key].stage == own[same_stage[0]].stage]
        return f"Both {doing} {_some(areas, names)}"
    named = [key.area for key in keys if key.level is Level.NAMED]
    if named:
        return f"Different systems for {_some(named, names)}"
    return f"Both have something for {_some([key.area for key in keys], names)}, not both say which system"


_LIVE = STAGES.index(Stage.LIVE)


def _some(areas: Sequence[str], names: Mapping[str, str], at_most: int = 3) -> str:
    shown = [names[area] for area in dict.fromkeys(areas)]
    return listed(shown if len(shown) <= at_most else [*shown[:at_most], "others"])


def further_on(what: str, own: Entry, theirs: Entry) -> str:
    """Say who is ahead with what both are doing."""
    if own.stage != theirs.stage:
        return f"They {_ARE[STAGES[theirs.stage]]} {what} while you {_ARE[STAGES[own.stage]]} it"
    months = abs(own.month - theirs.month)
    apart = f"{months} months" if months < 24 else f"about {round(months / 12)} years"
    apart = "a month" if months == 1 else apart
    verb = "went" if own.stage >= _LIVE else "plan to go"
    first, second = ("They", "you") if theirs.month < own.month else ("You", "they")
    return f"{first} {verb} live with {what} {apart} before {second if second == 'you' else 'them'}"


def missing_systems(asking: Profile, other: Profile, area: str | None) -> str:
    """Say which side has no system registered, in the area asked for or in any that both could share."""
    mine, theirs = _registered(asking, area), _registered(other, area)
    if mine and theirs:
        return "Unknown: there is no functional area for which both of you have a system registered"
    return unknown(
        _system(area, {**area_names([asking]), **area_names([other])}), asking=bool(mine), other=bool(theirs)
    )


def _system(area: str | None, names: Mapping[str, str]) -> str:
    return "system" if area is None else f"system for {names.get(area, area)}"


def _registered(profile: Profile, area: str | None) -> Collection[str]:
    return {each.area for each in profile.deployments if area in {None, each.area}}
