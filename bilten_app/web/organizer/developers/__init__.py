"""The page for developers: an organization's API keys, and what became of their requests."""
