"""What pages are made of. Parts own class names; pages own words and structure."""
