"""The first page of the desk: what was sold, live, and what comes next."""
