"""Selling: holds, paid orders, a rush through the waiting room, and the same with a million orders.

`bilten bench sell` runs them all; each is also a benchmark of its own name.
"""
