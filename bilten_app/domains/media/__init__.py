"""Pictures that organizers show: covers, galleries, logos. Every one is re-encoded by us."""
