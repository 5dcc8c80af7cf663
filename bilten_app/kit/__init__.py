"""The ground: money, ids, clock, errors, proofs. Pure: no I/O, no database, no framework."""
