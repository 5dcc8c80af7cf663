"""On which terms guests sell tickets of an event on, and what comes of it."""
