"""The fitted matcher of one state of the database, and the names by which organisations are asked for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exchange.matching import PeerRecommender, Profile
from exchange.peers.schemas import OrganisationBrief
from exchange.plumbing.errors import NotFound
from exchange.plumbing.suggesting import closest

_LONGEST_CODE = 10
_LARGEST_DRIFT = 0.05  # of the organisations of an epoch. Source: MATCHING.md section 3.2
_MOST_CHANGES = 200  # one by one; fitting anew is quicker than more of them at 40,000 organisations


class UnknownOrganisation(NotFound):
    """Nothing open has that code or name. ``suggestions`` are the closest that are known."""

    def __init__(
        self, asked_for: str, suggestions: Sequence[OrganisationBrief], *, loaded: bool = True
    ) -> None:
        words = [f"{known.ods_code} ({known.name})" for known in suggestions]
        question = f". Did you mean {' or '.join(words)}?" if words else ""
        if not loaded:
            question = ": none is loaded yet (run `exchange load`)"
        super().__init__(f"There is no open organisation '{asked_for[:80]}'{question}")
        self.asked_for = asked_for
        self.suggestions = tuple(suggestions)


@dataclass(frozen=True, kw_only=True)
class AreaUse:
    """A functional area, and how many open organisations have something registered there."""

    code: str
    name: str
    organisations: int


class PeerIndex:
    """Everything that pages about peers need of all organisations, kept in memory.

    Args:
        profiles: the open organisations.
        epoch: the matcher that is fitted to the current epoch, None before the first.
        successors: code of a closed organisation → code of the one that took over, which may be closed too.
        other_names: pairs of former name or abbreviation and code.
        area_names: code → short name of every functional area, in the order of the vocabulary.
    """

    def __init__(
        self,
        profiles: Sequence[Profile],
        *,
        epoch: PeerRecommender | None = None,
        successors: Mapping[str, str],
        other_names: Iterable[tuple[str, str]],
        area_names: Mapping[str, str],
    ) -> None:
        self.profiles = {profile.ods_code: profile for profile in profiles}
        self.matcher = _matcher(profiles, epoch)
        self.area_names = dict(area_names)
        registered = Counter(
            area for profile in profiles for area in {each.area for each in profile.deployments}
        )
        self.areas = [
            AreaUse(code=code, name=name, organisations=registered[code])
            for code, name in area_names.items()
            if registered[code]
        ]
        self._successors = dict(successors)
        self._codes_by_name: defaultdict[str, set[str]] = defaultdict(set)
        for profile in profiles:
            self._codes_by_name[_folded(profile.name)].add(profile.ods_code)
        for name, code in other_names:
            if code in self.profiles:
                self._codes_by_name[_folded(name)].add(code)

    def resolve(self, asked_for: str) -> str:
        """Return the code of the open organisation meant by a code, a former code or a name.

        Raises:
            UnknownOrganisation: there is none, or several have that name.
        """
        code = self.successor_of(asked_for.strip().upper())
        if code in self.profiles:
            return code
        named = sorted(self._codes_by_name.get(_folded(asked_for), ()))
        if len(named) == 1:
            return named[0]
        raise UnknownOrganisation(
            asked_for.strip(),
            [self.brief(each) for each in named[:10]] or self._closest(asked_for),
            loaded=bool(self.profiles),
        )

    def successor_of(self, code: str) -> str:
        """Return the last organisation that took over from a closed one; any other code as it is."""
        followed: set[str] = set()
        while code in self._successors and code not in followed:
            followed.add(code)
            code = self._successors[code]
        return code

    def brief(self, ods_code: str) -> OrganisationBrief:
        """Return an open organisation in a few words."""
        return OrganisationBrief.model_validate(self.profiles[ods_code])

    def _closest(self, asked_for: str) -> list[OrganisationBrief]:
        words = asked_for.strip()
        if not words:
            return []
        codes = closest(words, self.profiles) if len(words) <= _LONGEST_CODE and " " not in words else []
        if not codes or len(words) > 5:
            names = closest(words, self._codes_by_name, limit=5)
            codes = [code for name in names for code in sorted(self._codes_by_name[name])] or codes
        return [self.brief(code) for code in dict.fromkeys(codes)][:5]


def _matcher(profiles: Sequence[Profile], epoch: PeerRecommender | None) -> PeerRecommender:
    """Return the epoch's matcher brought up to date, or a new one where too much has changed since."""
    if epoch is not None:
        then = {profile.ods_code: profile for profile in epoch.fitted_profiles_}
        same = sum(then.get(profile.ods_code) == profile for profile in profiles)
        if max(len(then), len(profiles)) - same <= min(_MOST_CHANGES, _LARGEST_DRIFT * len(then)):
            return epoch.among(profiles)
    return PeerRecommender().fit(profiles)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
