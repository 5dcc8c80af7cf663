"""Taking in orders that were sold elsewhere: upload, columns, dry run, progress."""
