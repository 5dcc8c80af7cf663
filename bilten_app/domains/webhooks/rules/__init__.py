"""What an endpoint may be, when it is called, and what it is told."""
