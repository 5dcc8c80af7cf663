"""How many places there are, and who holds them for the moment.

A pool counts exactly: `sold + held <= capacity`, checked by the database. A hold is rows with an
expiry; the counter moves in the same statement as the rows, pools always in the order of their ids.

A ticket takes one place of each pool that its type draws on; a bundle takes what its parts take,
and becomes a ticket of each. What a person may have of a type is counted the same way, with the
hold.
The pools of a type stay as they are while anything of it is held or sold.
"""
