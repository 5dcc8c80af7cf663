"""How many places there are, and who holds them for the moment.

A pool counts exactly: `sold + held <= capacity`, checked by the database. A hold is rows with an
expiry; the counter moves in the same statement as the rows, pools always in the order of their ids.
"""
