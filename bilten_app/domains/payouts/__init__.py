"""How organizers get their money: when, how much, and where to.

    scheduled → sent → paid → returned
        └────────┴──→ failed

A payout is made once for each organizer, currency and period; the money of one that failed or came
back is owed again, and pays out once the destination was changed. Bank details are sealed in the
vault; pages and audit lines see the last four characters.
"""
