"""Fraud: orders that wait for a person, the lists, and the rules."""
