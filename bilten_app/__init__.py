"""Bilten: event ticketing from discovery to the door."""
