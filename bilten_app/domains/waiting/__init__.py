"""Who comes next: the room in front of a sale that too many want, and the list behind a full one.

Room: a visitor has one turn in it. A turn's number never changes and `admitted` never falls, so a
position never worsens. Who comes before the opening is drawn by HMAC(seed, turn): the hash of the
seed is told before, the seed after.

    drawing → waiting → admitted → inside → over

A pass leads to one purchase: holds taken with it know their turn, a turn has at most one order that
is open or was paid (`uq_orders_turn`), and the purchase ends it.

List: places that come free are kept for it by the database (alembic 0008, `keep_for_list`) and
offered to the first who fits, for a while.

    entry   waiting → offered → accepted | lapsed      offer   open → accepted | declined | expired
               └────────┴→ left | over
"""
