"""How much of the registry is known, by whom and how fresh: for those who lead and look after it."""
