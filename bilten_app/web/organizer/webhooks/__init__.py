"""Webhooks of an organization: the list, one with its log, and one delivery."""
