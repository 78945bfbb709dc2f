"""Suppliers, products, functional areas, and which organisation uses what at which stage."""
