"""Rooms of the organisations that use one product: who they are, and what they ask of its supplier."""
