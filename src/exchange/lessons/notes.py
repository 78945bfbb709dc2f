"""Free notes put into the boxes of a lesson by their headings and leading words."""

import re
from collections import defaultdict

from exchange.lessons.models import LONG_LENGTH, SHORT_LENGTH, TITLE_LENGTH

# Headings and leading words as people write them, by the box that their paragraph goes to.
_LEADS = {
    "title": r"title|subject|lesson title",
    "context": r"context|background|setting|situation|the problem|problem|why",
    "what_we_did": r"what (?:we did|did we do|was done)|actions?(?: taken)?|approach|intervention|method",
    "what_happened": r"what (?:happened|went well|went wrong|worked|did not work|didn.t work)"
    r"|results?|outcomes?|impact|findings|benefits",
    "do_differently": r"(?:what )?(?:we would|we.d|i would|i.d|would we) do differently"
    r"|next time|lessons?(?: learned| learnt)?|learning|recommendations?|in hindsight|with hindsight",
    "ask_us_about": r"ask (?:us|me)(?: about)?|contact(?: us)?(?: about)?|get in touch(?: about)?",
    "preconditions": r"preconditions?|before you (?:begin|start)|prerequisites?|you (?:will )?need",
    "steps": r"steps|step by step|how to(?: do it)?|procedure",
    "artefacts": r"artefacts?|templates?|documents?|resources",
}
_LENGTHS = {"title": TITLE_LENGTH, "context": SHORT_LENGTH, "ask_us_about": SHORT_LENGTH}
_MARKS = r"[ \t]*(?:#{1,6}[ \t]+|[-*•][ \t]+|\d{1,2}[.)][ \t]+)?(?:\*\*|__)?"
_OPENING = "|".join(f"(?P<{box}>{words})" for box, words in _LEADS.items())
_LEAD = re.compile(
    rf"{_MARKS}(?:{_OPENING})"
    r"(?:\*\*|__)?[ \t]*(?P<mark>[:?.]|[\-\u2013\u2014](?=[ \t])|$)(?:\*\*|__)?[ \t:]*(?P<rest>.*)",
    re.IGNORECASE,
)
# "Next time we would..." begins with its words, without any mark after them.
_LEADING_WORDS = re.compile(
    r"[ \t]*(?:next time|in hindsight|with hindsight|(?:we|i) would do|we.d do)\b", re.IGNORECASE
)
_BLUEPRINT = ("preconditions", "steps", "artefacts")


def sort_notes(notes: str) -> dict[str, str]:
    """Return the boxes of a lesson that free notes fill, by column; the same notes give the same boxes.

    A heading such as "What happened:" opens a box, which takes all until the next one. What stands before the
    first is its title, if it is one short line, then context where headings follow, else what was done. What
    does not fit into a box runs over into what was done; what has no room at all stays in the notes alone.
    """
    title, lines = _title(notes.replace("\r\n", "\n").strip().split("\n"))
    found: defaultdict[str, list[str]] = defaultdict(list)
    has_leads = any(_lead(line)[0] for line in lines)
    box = "context" if has_leads else "what_we_did"
    for line in lines:
        lead, rest = _lead(line)
        if lead:
            box = lead
        elif not line.strip() and not found[box]:
            continue
        elif _LEADING_WORDS.match(line) and box != "do_differently":
            box = "do_differently"
        if rest or not lead:
            found[box].append(rest)
    boxes = {name: "\n".join(each).strip() for name, each in found.items()}
    if title:
        boxes["title"] = title
    return _fitted({name: text for name, text in boxes.items() if text})


def is_blueprint(boxes: dict[str, str]) -> bool:
    """Say whether notes tell others how to do it: by steps."""
    return any(name in boxes for name in _BLUEPRINT)


def _title(lines: list[str]) -> tuple[str, list[str]]:
    """Return the first line where it stands alone, is short and opens no box; and the others."""
    first = re.sub(r"^#{1,6}\s+|\*\*", "", lines[0]).strip()
    stands_alone = len(lines) > 1 and not lines[1].strip()
    is_heading = lines[0].lstrip().startswith("#")
    is_title = (stands_alone or is_heading) and not first.endswith((".", ":", "?"))
    if is_title and 0 < len(first) <= TITLE_LENGTH and not _lead(lines[0])[0]:
        return first, lines[1:]
    return "", lines


def _lead(line: str) -> tuple[str, str]:
    """Return the box that a line opens, and what follows its leading words; ("", line) for most lines."""
    found = _LEAD.fullmatch(line)
    if found is None or (found["mark"] == "." and not found["rest"]):
        return "", line
    return next(box for box in _LEADS if found[box]), found["rest"].strip()


def _fitted(boxes: dict[str, str]) -> dict[str, str]:
    """Return boxes that are not too full: what runs over goes to what was done, then what happened."""
    for name, text in list(boxes.items()):
        longest = _LENGTHS.get(name, LONG_LENGTH)
        if len(text) > longest:
            kept = text[:longest].rpartition(" ")[0] or text[:longest]
            boxes[name] = kept.rstrip()
            over = text[len(kept) :].strip()
            into = "what_we_did" if name != "what_we_did" else "what_happened"
            boxes[into] = "\n\n".join(filter(None, (boxes.get(into, ""), over)))
    return {name: text[: _LENGTHS.get(name, LONG_LENGTH)] for name, text in boxes.items()}
