"""A stand-in for the outside world that acts like it: a payment gateway and a mailbox.

They keep their own memory (the `sandbox` schema) and know nothing of orders or tickets.
"""
