"""Judge search on labelled questions: ``python benchmarks/searching/quality.py --lessons lessons.csv``.

``queries.csv`` names, for each question, the lessons that were just what was meant (2) and those that are
useful, too (1), by their titles. Half of the questions, drawn by a fixed seed and marked in the file, may be
tuned on; the other half judges. The measure is nDCG at 10 with gains of 3 and 1; all methods search the same.

``--texts FOLDER`` adds the static embedding of WordLlama, unpacked there, blended in.
"""

import argparse
import csv
import math
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlmodel import select

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "src"))

from exchange.lessons.documents import BODY, LessonDocument  # noqa: E402
from exchange.lessons.models import Lesson  # noqa: E402
from exchange.loading import KINDS, import_file, load_folder  # noqa: E402
from exchange.migrations.running import migrate  # noqa: E402
from exchange.people.actor import OPERATOR, VISITOR  # noqa: E402
from exchange.plumbing.clock import today  # noqa: E402
from exchange.plumbing.database import make_engine, reading, sqlite_driver, writing  # noqa: E402
from exchange.plumbing.words import STOP_WORDS, words_of  # noqa: E402
from exchange.search import weights as w  # noqa: E402
from exchange.search.index import get_index  # noqa: E402
from exchange.search.meaning import Meaning  # noqa: E402
from exchange.search.names import Kind  # noqa: E402
from exchange.search.queries import search_lessons  # noqa: E402
from exchange.search.schemas import LessonsWanted  # noqa: E402
from exchange.search.scoring import answers, score  # noqa: E402
from exchange.search.understanding import understand  # noqa: E402

QUERIES = Path(__file__).with_name("queries.csv")
DEPTH = 10
SEED, DRAWS = 20_261_126, 10_000
GAINS = {2: 3.0, 1: 1.0}
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True)
class Question:
    """One question and the grades of lessons, by the key of their title."""

    words: str
    kind: str
    half: str
    grades: dict[str, int]


def key_of(title):
    """Return a title as the labels name it."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def questions(known):
    """Return all questions with labels of lessons that are there, and the labels of those that are not."""
    found, missing = [], set()
    with QUERIES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            grades = dict.fromkeys(filter(None, row["also_useful"].split(";")), 1)
            grades |= dict.fromkeys(filter(None, row["just_what_was_meant"].split(";")), 2)
            missing |= grades.keys() - known
            found.append(
                Question(
                    row["query"], row["kind"], row["half"], {k: g for k, g in grades.items() if k in known}
                )
            )
    return found, missing


def ndcg(question, ranked):
    """Return the discounted gain of the first ten beside that of the best order."""

    def gain(grades):
        return sum(GAINS.get(grade, 0) / math.log2(place + 2) for place, grade in enumerate(grades))

    best = gain(sorted(question.grades.values(), reverse=True)[:DEPTH])
    return gain([question.grades.get(key, 0) for key in ranked[:DEPTH]]) / best


def load(folder, lessons):
    """Return a database with the registry that ships and the lessons of a file."""
    engine = make_engine(f"sqlite:///{folder}/quality.db")
    migrate(engine)
    with lessons.open(encoding="utf-8", newline="") as lines:
        rows = [{k: v for k, v in row.items() if k != "evidence"} for row in csv.DictReader(lines)]
    path = Path(folder) / "lessons.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with writing(engine) as session, session.begin():
        load_folder(session, OPERATOR, REPOSITORY / "seed_data")
        import_file(session, OPERATOR, KINDS["lessons"], path)
    return engine


class Texts:
    """All lessons as texts: title, own words, and the names of what they are about and of their publisher."""

    def __init__(self, session):
        index, rows = get_index(session), {}
        for document in session.exec(select(LessonDocument)):
            rows[document.number] = session.get(Lesson, document.lesson_id)
        self.numbers = sorted(rows)
        self.keys = [key_of(rows[number].title) for number in self.numbers]
        self.titles = [rows[number].title for number in self.numbers]
        self.bodies = [" ".join(getattr(rows[n], name) for name in BODY) for n in self.numbers]
        self.names = [" ".join(self._names(index, number)) for number in self.numbers]
        self.whole = [" ".join(three) for three in zip(self.titles, self.names, self.bodies, strict=True)]

    def _names(self, index, number):
        catalogue = index.catalogue
        for kind in Kind:
            values = catalogue.values[kind].names
            if kind is Kind.ORGANISATION:
                codes = [catalogue.single[kind][number]]
            else:
                pairs = catalogue.several[kind]
                codes = pairs.codes[pairs.numbers == number]
            for code in codes:
                yield index.names.labels[kind][values[code]]


class PlainIndex:
    """FTS5 as it comes: the same texts, the porter stemmer, bm25 with its own weights."""

    def __init__(self, texts):
        self._keys = texts.keys
        self._database = sqlite_driver.connect(":memory:")
        self._database.execute(
            "create virtual table t using fts5(title, names, body, tokenize='porter unicode61')"
        )
        rows = zip(texts.titles, texts.names, texts.bodies, strict=True)
        self._database.executemany("insert into t (title, names, body) values (?, ?, ?)", rows)

    def rank(self, words, joined):
        """Return the keys of what has the words, all of them or any."""
        asked = joined.join(f'"{word}"' for word in words)
        rows = self._database.execute("select rowid from t where t match ? order by rank, rowid", (asked,))
        return [self._keys[number - 1] for (number,) in rows] if asked else []


def by_words(session, texts, words):
    """Return the score that search gives every lesson by words alone, and whether it would list it."""
    index = get_index(session)
    seen = index.listed_for(VISITOR)
    understood = understand(index, words, seen, is_exact=False)
    found = answers(index, understood.concepts, seen)
    return score(index, np.array(texts.numbers), found.relevance, "", today()), found.is_match[texts.numbers]


def lsa(texts):
    """Return a function that says how like a question every text is, by latent semantic analysis."""
    own = [" ".join(two) for two in zip(texts.titles, texts.bodies, strict=True)]
    meaning = Meaning.learned(dict(enumerate(own)))
    return lambda words: meaning.likeness(words, len(own))


def wordllama(texts, folder):
    """Return the same by the mean of static word vectors."""
    sys.path.append(str(folder))
    from safetensors.numpy import load_file  # noqa: PLC0415  (there only where asked for)
    from tokenizers import Tokenizer  # noqa: PLC0415

    weights = next(Path(folder).glob("wordllama/weights/*256*.safetensors"))
    tokenizer = Tokenizer.from_file(str(next(Path(folder).glob("wordllama/tokenizers/*l2*.json"))))
    tokenizer.no_padding()
    table = next(iter(load_file(str(weights)).values())).astype(np.float32)

    def mean(text):
        return table[tokenizer.encode(text, add_special_tokens=False).ids].mean(axis=0)

    return _likeness(np.stack([mean(text) for text in texts.whole]), mean)


def _likeness(matrix, vector_of):
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit = matrix / np.where(lengths, lengths, 1)

    def of(words):
        vector = vector_of(words)
        return unit @ vector / (np.linalg.norm(vector) or 1)

    return of


def order(texts, scores):
    """Return keys by falling score."""
    return [texts.keys[i] for i in np.lexsort((np.arange(len(scores)), -scores))]


def blended(session, texts, likeness, share):
    """Return a method that lists by words, and by likeness in meaning for a share of the score."""

    def rank(words):
        scores, is_listed = by_words(session, texts, words)
        like = likeness(words) if share else np.zeros(len(scores))
        chosen = is_listed | (like >= w.LIKE_ENOUGH)
        ranked = order(texts, (1 - share) * scores + share * np.maximum(like, 0))
        kept = {key for key, is_in in zip(texts.keys, chosen, strict=True) if is_in}
        return [key for key in ranked if key in kept]

    return rank


def methods(session, texts, folder):
    """Return every method by its name: a function from words to ranked keys."""
    plain = PlainIndex(texts)
    found = {
        "FTS5, all words": lambda q: plain.rank(words_of(q), " AND "),
        "FTS5, all words but stop words": lambda q: plain.rank(_telling(q), " AND "),
        "FTS5, any of the words": lambda q: plain.rank(_telling(q), " OR "),
        "shipped": lambda q: _listed(session, q),
    }
    found["words alone"] = blended(session, texts, None, 0)
    likenesses = {"LSA": lsa(texts)} | ({"WordLlama": wordllama(texts, folder)} if folder else {})
    for name, of in likenesses.items():
        found[f"{name} alone"] = lambda q, of=of: order(texts, of(q))
        for share in SHARES:
            found[f"words + {share} {name}"] = blended(session, texts, of, share)
    return found


def _telling(words):
    return [word for word in words_of(words) if word not in STOP_WORDS]


def _listed(session, words):
    return [
        key_of("".join(piece.text for piece in each.title))
        for each in search_lessons(session, VISITOR, LessonsWanted(words=words)).items
    ]


def halves(asked):
    """Return the half that may be tuned on and the half that judges."""
    return tuple([each for each in asked if each.half == half] for half in ("tuned on", "judged by"))


def gain_over(first, second):
    """Return by how much the second list of values is better, with the bounds of 95 % of resamplings."""
    differences = np.array(second) - np.array(first)
    dice = np.random.default_rng(SEED)
    means = differences[dice.integers(0, len(differences), (DRAWS, len(differences)))].mean(axis=1)
    return differences.mean(), *np.percentile(means, (2.5, 97.5))


def report(asked, known):
    """Print a row for every method."""
    tuned, judged = halves(asked)
    print("| method | half tuned on | half judged by | all | finds nothing |")
    print("|---|---|---|---|---|")
    by_name = {}
    for name, rank in known.items():
        ranked = {question.words: rank(question.words) for question in asked}
        values = [np.mean([ndcg(q, ranked[q.words]) for q in some]) for some in (tuned, judged, asked)]
        nothing = sum(not ranked[q.words] for q in asked)
        by_name[name] = [ndcg(q, ranked[q.words]) for q in judged]
        print(f"| {name} | {' | '.join(f'{value:.3f}' for value in values)} | {nothing} |", flush=True)
    print(
        "\n| beside what ships, on the half that judges | difference | 95 % of resamplings |\n|---|---|---|"
    )
    for name, values in by_name.items():
        mean, low, high = gain_over(by_name["shipped"], values)
        print(f"| {name} | {mean:+.3f} | {low:+.3f} to {high:+.3f} |")


def main():
    """Print one table, and with ``--kinds`` the shipped ranking by kind of question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", type=Path, default=REPOSITORY / "seed_data/lessons.csv")
    parser.add_argument("--texts", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = load(folder, given.lessons)
        with reading(engine) as session:
            texts = Texts(session)
            asked, missing = questions(set(texts.keys))
            asked = [each for each in asked if each.grades]
            print(f"{len(texts.keys)} lessons, {len(asked)} questions, {len(missing)} labels of no lesson")
            known = methods(session, texts, given.texts)
            report(asked, known)
            print(
                "\n| kind of question | questions | FTS5, all words but stop words | shipped |\n"
                "|---|---|---|---|"
            )
            for kind in sorted({each.kind for each in asked}):
                some = [each for each in asked if each.kind == kind]
                plain, ours = (
                    np.mean([ndcg(q, known[name](q.words)) for q in some])
                    for name in ("FTS5, all words but stop words", "shipped")
                )
                print(f"| {kind} | {len(some)} | {plain:.3f} | {ours:.3f} |")
        engine.dispose()


if __name__ == "__main__":
    main()
