"""A text against rules."""
