"""Translation, segment by segment."""
