"""Where pages about an organisation's systems are."""

from uuid import UUID


def systems_of(ods_code: str) -> str:
    """Return the page on which an organisation keeps its systems."""
    return f"/organisations/{ods_code}/systems"


def correct(ods_code: str, deployment_id: UUID) -> str:
    """Return the form that corrects an entry."""
    return f"{systems_of(ods_code)}/{deployment_id}"


def history(ods_code: str) -> str:
    """Return the page on which every change can be seen and taken back."""
    return f"{systems_of(ods_code)}/history"


def report(report_id: UUID) -> str:
    """Return the page of an error that somebody pointed out."""
    return f"/account/errors/{report_id}"
