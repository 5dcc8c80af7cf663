"""What others may know of prices."""
