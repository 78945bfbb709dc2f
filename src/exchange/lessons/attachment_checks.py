"""What a file must be to belong to a lesson: small enough, and by its content what its name says."""

import io
import re
import zipfile
from dataclasses import dataclass

import puremagic

from exchange.plumbing.errors import Invalid

LARGEST_FILE = 10 * 1024 * 1024
MOST_FILES = 10
_NAME_LENGTH = 120
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
}
_FOLDERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_KINDS = "a PDF, a PNG or JPEG picture, or a Word, Excel or PowerPoint document without macros"
_UNSAFE = re.compile(r"[^\w .,()+\-]")


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept, under a name that is safe wherever it is saved."""

    name: str
    media_type: str
    content: bytes


def checked_file(name: str, content: bytes) -> CheckedFile:
    """Return a file as it is kept.

    Raises:
        Invalid: it is empty, too large, of another kind, or not what its name says.
    """
    if not content:
        raise Invalid("Choose a file that is not empty", field="file")
    if len(content) > LARGEST_FILE:
        raise Invalid("The file must be 10 MB or smaller", field="file")
    safe, ending = _safe_name(name)
    if ending not in MEDIA_TYPES:
        raise Invalid(f"The file must be {_KINDS}", field="file")
    if not _is(ending, content):
        raise Invalid(f"This is no {ending.upper()} file inside. The file must be {_KINDS}", field="file")
    return CheckedFile(safe, MEDIA_TYPES[ending], content)


def _safe_name(name: str) -> tuple[str, str]:
    """Return a name without folders and unusual characters, and its ending in small letters."""
    last = re.split(r"[/\\]", name)[-1]
    stem, _, ending = _UNSAFE.sub("_", last).rpartition(".")
    stem = " ".join(stem.split()).strip(" .") or "file"
    return f"{stem[: _NAME_LENGTH - 1 - len(ending)]}.{ending.lower()}", ending.lower()


def _is(ending: str, content: bytes) -> bool:
    """Say whether the content is of the kind that the ending of its name says."""
    try:
        found = {each.mime_type for each in puremagic.magic_string(content)}
    except puremagic.PureError:
        return False
    if MEDIA_TYPES[ending] not in found:
        return False
    return _is_office(ending, content) if ending in _FOLDERS else True


def _is_office(ending: str, content: bytes) -> bool:
    """Say whether a package holds a document of one kind, and no macros; nothing in it is unpacked."""
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    has_document = "[Content_Types].xml" in names and any(n.startswith(_FOLDERS[ending]) for n in names)
    return has_document and not any(n.casefold().endswith("vbaproject.bin") for n in names)
