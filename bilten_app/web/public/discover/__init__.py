"""Search and filters. The address holds them all, so a search can be shared and gone back to."""
