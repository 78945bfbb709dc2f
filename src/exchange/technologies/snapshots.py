"""A deployment as it was: every column as JSON, so that it can be shown and put back."""

import json
from typing import Any

from exchange.technologies.models import Deployment

NOTHING = ""
"""The snapshot of a deployment that is not there."""


def snapshot(deployment: Deployment) -> str:
    """Return every column of a deployment as JSON."""
    return json.dumps(deployment.model_dump(mode="json"), sort_keys=True)


def read_snapshot(text: str) -> dict[str, Any]:
    """Return the columns that a snapshot holds, as Python values."""
    return Deployment.model_validate(json.loads(text)).model_dump()
