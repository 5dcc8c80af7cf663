"""Tickets that their holders sell on: on which terms, who offers what, and who is owed the money.

    open → sold → settled        (the seller has the proceeds)
      │      └──→ undone         (the ticket was refunded: the buyer has what they paid)
      └──→ withdrawn

A ticket has at most one open listing, and while it has one no gate lets it in. A listing waits for
one buyer at a time. What a buyer pays is split into what the seller gets, the royalty of the
organizer and the fee of the platform, exactly; the seller's part lies apart until it is settled.
"""
