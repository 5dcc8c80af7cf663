"""Gift cards, taxes and invoices of an organization."""
