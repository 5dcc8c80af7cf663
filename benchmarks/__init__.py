"""What the hot paths do in a second, beside the limit of this very machine in the same run.

`bilten bench` prints the table; `bilten bench holds proofs` prints some of its lines. Nothing here
gates a test.
"""
