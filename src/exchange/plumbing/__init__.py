"""Machinery with no HTTP in it: storage, audit, settings, errors, reading tables."""
