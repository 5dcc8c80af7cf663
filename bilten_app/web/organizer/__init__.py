"""The organizer's desk: what sells, what is coming, who comes, and the door."""
