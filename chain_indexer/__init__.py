"""The mirror of chains: what our contracts did, block by block, exact through every reorg.

It knows our contracts' artifacts and the database, and nothing of what Bilten does with either.
"""
