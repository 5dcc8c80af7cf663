"""What people ask about their own data: to have it, and to be forgotten."""
