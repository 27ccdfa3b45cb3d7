"""Which models may run, and what is known about them."""
