"""The peers most worth talking to, for one organisation, with reasons."""
