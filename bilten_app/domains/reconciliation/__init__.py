"""Whether a gateway and Bilten say the same, to the cent.

A run takes a gateway's report, compares it with payments, refunds and payouts, and keeps every
line with its outcome. Runs change nothing but their own rows, and may be repeated.
"""
