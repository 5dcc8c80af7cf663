"""The room in front of a sale: plain pages that ten thousand people can hold open."""
