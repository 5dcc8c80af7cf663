"""Refunds that buyers ask for: a list, and the answers to them."""
