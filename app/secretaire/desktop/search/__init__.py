"""Search and history."""
