"""PayPal: Orders v2 over HTTP. The buyer approves on a page of PayPal's, then we capture."""
