"""What follows from a plan, and which seats to offer. Pure."""
