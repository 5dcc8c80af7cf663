"""Pictures that organizers show, and people of themselves. Every one is re-encoded by us."""
