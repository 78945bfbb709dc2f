"""Time matching of lessons beside a plain loop: ``python benchmarks/lessons.py [--sizes 2000,20000]``.

Both score the factor "about your systems" alone on the same made-up lessons, a median over askers, in one
thread. The script stops where the two do not name the same ten. All factors together stand beside them.
"""

import argparse
import random
import statistics
from time import perf_counter

from registry import profiles as made_up
from threadpoolctl import threadpool_limits

from exchange.matching import PeerRecommender, Stage
from exchange.matching.factor import bits
from exchange.matching.lesson import LESSON_FACTORS, SYSTEMS, LessonProfile
from exchange.matching.lesson_asking import LessonAsking
from exchange.matching.lesson_recommender import LessonRecommender
from exchange.matching.weights import normalised

ALONE = dict.fromkeys(LESSON_FACTORS, 0) | {SYSTEMS: 1}


def lessons(count, profiles):
    """Return made-up lessons about what made-up organisations run."""
    dice, found = random.Random(1), []
    for number in range(count):
        profile = dice.choice(profiles)
        run = dice.choice(profile.deployments or (None,))
        about = {"area": run.area, "supplier": run.supplier, "product": run.product} if run else {}
        used = frozenset(dice.choice(profiles).ods_code for _ in range(dice.randrange(5)))
        stage = dice.choice(list(Stage))
        known = {"stage": stage, "themes": profile.themes, "used_by": used, "text": " ".join(about.values())}
        found.append(LessonProfile(id=f"{number:06}", ods_code=profile.ods_code, **about, **known))
    return found


def loop(recommender, code):
    """Return the ids that a plain loop names."""
    peers = recommender.organisations
    own = LessonAsking(peers.scored(code, normalised({}, peers.weights))).systems
    shrinkage, ranked = recommender.shrinkages_[SYSTEMS], []
    for lesson in recommender.lessons_.profiles:
        if lesson.ods_code == code:
            continue
        value = shrinkage.mean
        if own and lesson.about:
            met = sorted(own & lesson.about)
            shared = 0.0
            for key in met:
                shared += bits(recommender.having_.get(key, 0), recommender.count_)
            apart = min(len(own), len(lesson.about)) - len(met)
            prior = shrinkage.prior_bits
            value = (shared + prior * shrinkage.mean) / (shared + prior + 2 * shrinkage.penalty * apart)
        ranked.append((-value, lesson.id))
    return [name for _, name in sorted(ranked)[:10]]


def timed(ask, codes):
    """Return the answers, and the median of milliseconds."""
    answers, took = [], []
    for code in codes:
        began = perf_counter()
        answers.append(ask(code))
        took.append(1000 * (perf_counter() - began))
    return answers, statistics.median(took)


def main():
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,20000")
    profiles = made_up(300)
    peers = PeerRecommender().fit(profiles)
    codes = [profile.ods_code for profile in profiles[:10]]
    print("| lessons | fit, s | loop, ms | recommend, one factor, ms | recommend, all, ms | add, ms |")
    print("|---|---|---|---|---|---|")
    for size in map(int, parser.parse_args().sizes.split(",")):
        some, began = lessons(size, profiles), perf_counter()
        fitted = LessonRecommender(peers).fit(some)
        fit = perf_counter() - began
        slow, plain = timed(lambda code, of=fitted: loop(of, code), codes)
        quick, one = timed(lambda code, of=fitted: [m.id for m in of.recommend(code, weights=ALONE)], codes)
        if slow != quick:
            raise SystemExit("The loop and the recommender disagree")
        _, whole = timed(fitted.recommend, codes)
        _, add = timed(lambda _, of=fitted, new=some[0]: of.add(new), codes[:2])
        print(f"| {size} | {fit:.2f} | {plain:.1f} | {one:.1f} | {whole:.1f} | {add:.0f} |")


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
