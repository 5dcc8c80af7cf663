"""Turns facts into mail, so that no other domain ever sends anything.

    queued → sent
      └──→ failed

A delivery is one message about one subject to one person; its row is unique, so a repeated fact
sends nothing twice.
"""
