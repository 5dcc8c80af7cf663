"""One ticket: the code for the door, readable without network."""
