"""What the world is made of: one module for each implementation of a port."""
