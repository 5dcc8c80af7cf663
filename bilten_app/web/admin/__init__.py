"""The platform's own pages: where every cent is, for its staff."""
