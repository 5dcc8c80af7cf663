"""The checkout: who buys, what it costs, and how long the places wait."""
