"""The team: who is in it, who was asked in, and what each may do."""
