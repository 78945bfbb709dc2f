"""How long offline geocoding takes and what memory it needs: ``python benchmarks/geocoding.py``.

Every first look-up runs in a process of its own, so that it pays for its imports.
"""

import random
import resource
import subprocess
import sys
from time import perf_counter

from exchange.geocoding import PostcodeDirectory, UnknownPostcode
from exchange.geocoding.letters import read_letter

RUNS = 5
MANY = 40_000
FIRST_LOOK_UP = """
import sys
from time import perf_counter
start = perf_counter()
from exchange.geocoding import PostcodeDirectory
imported = perf_counter()
PostcodeDirectory().locate(sys.argv[1])
print(1000 * (imported - start), 1000 * (perf_counter() - imported))
"""


def main() -> None:
    """Print first look-ups by letter, a later look-up, and many at once with the memory they took."""
    chosen = random.Random(7)
    by_letter = {letter: _sample(letter, MANY // 20, chosen) for letter in "ABCDEFGHIKLMNOPRSTUWYZ"}
    print("letter  postcodes  import ms  first look-up ms  (medians of", RUNS, "processes)")
    for letter, postcodes in by_letter.items():
        runs = sorted(_first_look_up(postcodes[0]) for _ in range(RUNS))
        import_ms, look_up_ms = (sorted(column)[RUNS // 2] for column in zip(*runs, strict=True))
        print(f"{letter:>6}  {_size(letter):>9,}  {import_ms:>9.0f}  {look_up_ms:>16.0f}")
    _later(by_letter["S"])
    mixed = [postcode for postcodes in by_letter.values() for postcode in postcodes][:MANY]
    chosen.shuffle(mixed)
    _many(mixed)


def _sample(letter: str, count: int, chosen: random.Random) -> list[str]:
    """Return ``count`` postcodes of a letter that have a location."""
    listed = read_letter(letter)
    assert listed is not None
    found: list[str] = []
    while len(found) < count:
        index = chosen.randrange(len(listed))
        if listed.grid_reference(index):
            found.append(f"{listed[index][:4].decode().strip()} {listed[index][4:].decode()}")
    return found


def _size(letter: str) -> int:
    return len(read_letter(letter) or ())


def _first_look_up(postcode: str) -> tuple[float, ...]:
    command = [sys.executable, "-c", FIRST_LOOK_UP, postcode]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return tuple(map(float, output.split()))


def _later(postcodes: list[str]) -> None:
    directory = PostcodeDirectory()
    directory.locate(postcodes[0])
    start = perf_counter()
    for postcode in postcodes:
        directory.locate(postcode)
    print(f"later look-up in a loaded letter: {1000 * (perf_counter() - start) / len(postcodes):.3f} ms")


def _many(postcodes: list[str]) -> None:
    start = perf_counter()
    answers = PostcodeDirectory().locate_many(postcodes)
    seconds = perf_counter() - start
    unknown = sum(isinstance(answer, UnknownPostcode) for answer in answers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(postcodes):,} mixed postcodes: {seconds:.2f} s, {unknown} unknown, process peak {peak} MB")


if __name__ == "__main__":
    main()
