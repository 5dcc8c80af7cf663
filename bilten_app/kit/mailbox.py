"""Who somebody is where people are counted: their mailbox."""

DOTS_MEAN_NOTHING = frozenset({"gmail.com", "googlemail.com"})


def mailbox_key(email: str) -> str:
    """Return the key by which one person is counted, or nothing for what is no address.

    Case does not matter, nor what follows a plus sign, nor the dots of a Gmail name. Two mailboxes
    are two people: who has several is counted with each.
    """
    name, _, domain = email.strip().lower().rpartition("@")
    name = name.split("+", maxsplit=1)[0]
    if domain in DOTS_MEAN_NOTHING:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}" if name else ""
