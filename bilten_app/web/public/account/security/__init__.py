"""Where one is signed in, and what proves who one is."""
