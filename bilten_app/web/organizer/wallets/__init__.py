"""Tickets in wallets: which may go, and by what rules they change hands there."""
