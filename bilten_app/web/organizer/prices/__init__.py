"""Prices and codes of one event: what each ticket costs when, and who pays less."""
