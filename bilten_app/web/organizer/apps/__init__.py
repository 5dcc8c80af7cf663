"""The apps of an organization: registering them, their secrets, and what they are used for."""
