"""The buyer's order: the way back from the gateway, the confirmation, the receipt."""
