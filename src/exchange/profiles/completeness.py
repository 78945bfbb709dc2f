"""How complete a profile is. Values in, values out."""

from exchange.profiles.schemas import Completeness, MissingField, Profile

_PAGE = "/account/profile"


def completeness(profile: Profile) -> Completeness:
    """Return which share of what others look for is there; each part counts the same."""
    parts = (
        (bool(profile.name), "Your name", "name"),
        (bool(profile.job_role), "Your role", "job_role"),
        (bool(profile.helps), "Something you can help with", "interests"),
        (bool(profile.ask_me_about), "What people can ask you about", "ask_me_about"),
        (bool(profile.learns or profile.would_like_to_learn), "What you would like to learn", "learning"),
    )
    missing = tuple(
        MissingField(label=label, href=f"{_PAGE}#{anchor}")
        for is_there, label, anchor in parts
        if not is_there
    )
    return Completeness(percent=round(100 * (len(parts) - len(missing)) / len(parts)), missing=missing)
