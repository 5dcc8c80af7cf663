"""Selling over a counter: a shift at a drawer, a cart, cash or a card terminal."""
