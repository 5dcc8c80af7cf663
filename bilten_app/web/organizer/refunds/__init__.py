"""Refunds that buyers ask for, and those of a whole event that was called off."""
