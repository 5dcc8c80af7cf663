"""How the team of an organization signs in."""
