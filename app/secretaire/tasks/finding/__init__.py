"""Which passages and sentences matter, or speak about something."""
