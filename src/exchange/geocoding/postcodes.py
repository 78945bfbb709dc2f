"""How a UK postcode is written, and the sentence for one that cannot be located."""

import re
import unicodedata

# Two letters at most, the district, and the inward code. GIR 0AA was Girobank's and NPT Newport's; the
# directory still lists both.
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?|GIR|NPT)([0-9][A-Z]{2})")


class UnknownPostcode(ValueError):
    """The directory cannot say where this postcode is. ``str(error)`` is a sentence for a user."""

    def __init__(self, postcode: str, sentence: str) -> None:
        super().__init__(sentence)
        self.postcode = postcode


def normalise_postcode(text: str) -> str:
    """Return ``text`` as the Post Office writes it: "nw10pe" becomes "NW1 0PE".

    Case, spaces and full-width letters do not matter.

    Raises:
        UnknownPostcode: it is not in the form of a UK postcode.
    """
    letters = "".join(unicodedata.normalize("NFKC", text).upper().split())
    found = _POSTCODE.fullmatch(letters)
    if found is None:
        raise UnknownPostcode(text, f"'{_shortened(text)}' is not a UK postcode")
    return f"{found[1]} {found[2]}"


def _shortened(text: str) -> str:
    """Keep a whole paragraph typed into the wrong cell out of the message."""
    text = text.strip()
    return text if len(text) <= 20 else f"{text[:20]}…"
