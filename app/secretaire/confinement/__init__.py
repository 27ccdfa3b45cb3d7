"""What the operating system refuses us: one module an operating system."""
