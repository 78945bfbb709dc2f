"""Who belongs to which organisation, and the duties that come with it."""
