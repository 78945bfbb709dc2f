"""Words about persons that more than one subject uses."""

NOTICE_VERSION = "2026-11"
"""The version of the privacy notice: raise it whenever what is kept, why, or for how long changes."""
