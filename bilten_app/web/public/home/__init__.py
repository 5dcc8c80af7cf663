"""The home page: what is on."""
