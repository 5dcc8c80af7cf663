"""Pages: Reflex in the browser, the same words and markup from the server on first paint."""
