"""Finding events: search, filters, what is featured and what comes next."""
