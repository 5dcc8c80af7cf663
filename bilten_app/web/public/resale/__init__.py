"""Tickets that guests sell on: selling one's own, and finding those of others."""
