"""Time matching of persons beside a plain loop: ``python benchmarks/persons.py [--sizes 2000,20000]``.

The loop scores the same factor with sets, person by person, and takes the scores of organisations from the
same recommender; both answer the same questions on the same made-up persons, a median over askers, in one
thread. The script stops where the two do not name the same ten persons.
"""

import argparse
import heapq
import random
import resource
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from time import perf_counter

from registry import profiles as made_up
from threadpoolctl import threadpool_limits

from exchange.matching import PERSON_WEIGHTS, PeerRecommender, PersonProfile, PersonRecommender
from exchange.matching.factor import bits
from exchange.matching.weights import PERSON_FACTORS, SAME_AGENDA, normalised

LIMIT = 10
ORGANISATIONS = 2000
ROLES = [
    f"{what} {who}"
    for what in ("digital", "medicines", "data", "EPR", "")
    for who in ("lead", "officer", "nurse")
]
SUBJECTS = (
    [f"area:{n}" for n in range(30)]
    + [f"product:{n}" for n in range(200)]
    + [f"theme:{n}" for n in range(40)]
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,20000", help="numbers of persons, by comma")
    parser.add_argument("--askers", type=int, default=30)
    chosen = parser.parse_args(arguments)
    organisations = made_up(ORGANISATIONS)
    codes = [profile.ods_code for profile in organisations]
    matcher = PeerRecommender().fit(organisations)
    with threadpool_limits(1):
        for size in map(int, chosen.sizes.split(",")):
            compare(matcher, persons(size, codes), chosen.askers)


def persons(count: int, codes: Sequence[str]) -> list[PersonProfile]:
    """Return made-up persons: common and rare subjects, and one in six who has said nothing."""
    chance = random.Random(count)
    return [_person(number, codes, chance) for number in range(count)]


def _person(number: int, codes: Sequence[str], chance: random.Random) -> PersonProfile:
    code, role = chance.choice(codes), chance.choice(ROLES)
    if chance.random() < 1 / 6:
        return PersonProfile(f"p{number:06d}", code)
    return PersonProfile(
        f"p{number:06d}", code, role, _subjects(chance), _subjects(chance), chance.random() < 0.05
    )


def _subjects(chance: random.Random) -> frozenset[str]:
    places = (int(len(SUBJECTS) * chance.random() ** 2) for _ in range(chance.randrange(8)))
    return frozenset(SUBJECTS[place] for place in places)


def compare(matcher: PeerRecommender, crowd: list[PersonProfile], askers: int) -> None:
    """Time both ways on the same persons."""
    start = perf_counter()
    recommender = PersonRecommender(matcher).fit(crowd)
    fitted_s = perf_counter() - start
    asking = [person for person in crowd if person.wants][:askers]
    loop = by_loop(recommender, crowd)
    ways: list[tuple[str, Callable[[PersonProfile], object]]] = [
        ("recommend(), ten persons with reasons", recommender.recommend),
        ("  of which score and order", lambda person: recommender.closest(person, limit=LIMIT)),
        ("plain loop over persons", loop),
    ]
    print(f"\n{len(crowd):,} persons of {ORGANISATIONS:,} organisations; fit {fitted_s:.2f} s")
    for person in asking[:5]:
        if set(recommender.closest(person, limit=LIMIT)) != set(loop(person)):
            sys.exit(f"The two ways do not agree about {person.id}")
    times = [(name, median_ms(way, asking)) for name, way in ways]
    for name, milliseconds in times:
        print(f"{name:<50} {milliseconds:>10.3f} ms {milliseconds / times[0][1]:>8.1f} times")
    print(f"process peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def by_loop(
    recommender: PersonRecommender, crowd: list[PersonProfile]
) -> Callable[[PersonProfile], list[str]]:
    """Return a plain loop over all persons, as one would write it first."""
    agenda = recommender.agenda_
    having = Counter(key for person in crowd for key in person.can_help | person.wants)
    saying = sum(1 for person in crowd if person.can_help or person.wants)
    weight = {key: bits(count, saying) for key, count in having.items()}
    in_force = normalised({}, PERSON_WEIGHTS, PERSON_FACTORS)
    prior, mean = agenda.subjects.prior_bits, agenda.subjects.mean

    def value(me: PersonProfile, other: PersonProfile) -> float:
        shared = sum(
            weight[key] if key in me.wants and key in other.can_help else 0.4 * weight[key]
            for key in (me.wants & (other.can_help | other.wants)) | (me.can_help & other.can_help)
        )
        helps = other.can_help - (me.can_help - me.wants)
        apart = min(len(helps), len(me.wants)) - len(me.wants & other.can_help)
        known = (me.wants and (other.can_help or other.wants)) or (me.can_help and other.can_help)
        subjects = (shared + prior * mean) / (shared + prior + 0.5 * apart) if known else mean
        role = agenda.roles.of(me.role, other.role) if me.role and other.role else agenda.role_mean
        return 0.75 * subjects + 0.25 * role

    def ask(me: PersonProfile) -> list[str]:
        scored = recommender.organisations.scored(me.ods_code, in_force)
        row = {code: number for number, code in enumerate(scored.index.codes)}
        standing = [
            (
                scored.score[row[other.ods_code]]
                + in_force[SAME_AGENDA] * value(me, other)
                - 0.1 * other.at_budget,
                other.id,
            )
            for other in crowd
            if other.ods_code != me.ods_code
        ]
        return [name for _, name in heapq.nlargest(LIMIT, standing)]

    return ask


def median_ms(way: Callable[[PersonProfile], object], askers: Sequence[PersonProfile]) -> float:
    """Return the median time of a question; the first one is asked twice, to warm up."""
    way(askers[0])
    times = []
    for person in askers:
        start = perf_counter()
        way(person)
        times.append(1000 * (perf_counter() - start))
    return statistics.median(times)


if __name__ == "__main__":
    main()
