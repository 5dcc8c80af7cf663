"""Money on its way between a buyer and a gateway. Knows amounts and references, not orders.

    started → captured             refund  requested → sent → done
       ├──→ failed | expired ──→ captured          └──→ failed
       └──→ quarantined            (the amount was not ours: staff decide)

    opened ⇄ under_review → won | lost     dispute; an appeal may turn lost into won

    kept → leaving → gone                  saved card; its gateway may forget it at any time

Captured is never left: a late failure of the same charge is noise.
"""
