"""What each happening means for the accounts."""
