"""Orders: what somebody wants, whether it is paid, and what became of it.

    placed → paid → cancelled
       ├──→ expired ──→ paid        (money that came late, while places remain)
       └──→ cancelled

One browser has at most one placed order for an event, so a second click finds the first one's.
An order is paid and its tickets exist in the same transaction.
"""
