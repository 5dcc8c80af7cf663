"""The organization's money: what is owed, where it goes, and what it was earned with."""
