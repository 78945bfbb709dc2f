"""The records behind a reason: which facts of which registers its number and its words were told from."""

from collections.abc import Iterable
from typing import NamedTuple

from exchange.matching.profile import Deployment, Profile


class Record(NamedTuple):
    """One fact, by which a reader finds it again; ``str`` gives "RGT/deployments/4711".

    Attributes:
        subject: ODS code of an organisation, id of a person or of a lesson.
        field: name of the field of its profile.
        key: which one, where the field has several: id of a deployment, a name, a care setting.
    """

    subject: str
    field: str
    key: str = ""

    def __str__(self) -> str:
        return "/".join(filter(None, self))


def known_to_both(asking: Profile, other: Profile, *fields: str) -> list[Record]:
    """Return the records of some fields as far as both organisations have them."""
    both = [name for name in fields if all(getattr(each, name) not in ("", None) for each in (asking, other))]
    return [Record(profile.ods_code, name) for profile in (asking, other) for name in both]


def key_of(deployment: Deployment) -> str:
    """Return what names a deployment among those of its organisation: its id, or else what it is."""
    return deployment.id or f"{deployment.area} {deployment.system}".rstrip()


def in_areas_of_both(asking: Profile, other: Profile, area: str | None) -> list[Record]:
    """Return the deployments of both in functional areas where both have any, in all areas or in one."""
    areas = {each.area for each in asking.deployments} & {each.area for each in other.deployments}
    return [
        Record(profile.ods_code, "deployments", key_of(each))
        for profile in (asking, other)
        for each in profile.deployments
        if each.area in areas and area in {None, each.area}
    ]


def named_by_both(asking: Profile, other: Profile, field: str, names: Iterable[str]) -> list[Record]:
    """Return the records of names in a field of both; those of all its names where both have none of them."""
    shared = sorted(names)
    return [
        Record(profile.ods_code, field, name)
        for profile in (asking, other)
        for name in shared or sorted(getattr(profile, field))
        if getattr(asking, field) and getattr(other, field)
    ]
