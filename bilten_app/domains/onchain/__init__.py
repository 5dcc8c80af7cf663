"""What chains told of our tickets: claims, moves, payments and sales, and how sure each is.

    seen → final
    seen ⇄ retracted → final

The indexer's facts come at least once and in any order. An event is one row for ever, known by its
chain, its block's hash and its place there; what the latest turn told of it counts.
"""
