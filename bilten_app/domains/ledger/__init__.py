"""Where every cent is: double entry, append-only, balanced by the database itself.

An entry says what happened, once for each kind and reference; its postings move amounts between
accounts and sum to zero in every currency. Debits are positive. Nothing is ever changed: a mistake
is put right by another entry. There is no balance row; a balance is the sum of its postings, so
that no sale waits for another. Checkpoints keep sums that are final, of each account and of what
each event left on it, so that it stays a short one.

    buyer ──→ clearing ──→ refunds_in_transit ──→ buyer
                 └──→ payable ⇄ reserve ──→ payouts_in_transit ──→ organizer
                 └──→ tax, fees
"""
