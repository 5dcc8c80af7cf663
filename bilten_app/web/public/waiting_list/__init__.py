"""The list behind a full sale: joining it, and the page of one entry."""
