"""The event page: what it is, when and where, and which tickets are left."""
