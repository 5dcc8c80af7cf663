"""High demand: the waiting room in front of an event's sale, and the list behind it."""
