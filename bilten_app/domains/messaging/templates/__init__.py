"""What the mails say: one function for each topic, one layout for all of them."""
