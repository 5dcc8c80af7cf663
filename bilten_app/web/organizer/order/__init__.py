"""One order, whole: lines, tickets, and cancelling it with its money."""
