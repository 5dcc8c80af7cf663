"""Stripe: cards and wallets on its hosted Checkout, and organizers paid through Connect.

Card data never reaches Bilten: the buyer types it on a page of Stripe's.
"""
