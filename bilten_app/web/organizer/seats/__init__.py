"""The seats of an event: a plan that is edited, looked at, and published."""
