"""What the user asks for. A task is a generator of events."""
