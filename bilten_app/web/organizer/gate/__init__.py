"""The door of one event: gates, scanners, who came in, and what went wrong."""
