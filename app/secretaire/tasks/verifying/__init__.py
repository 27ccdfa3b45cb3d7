"""Whether evidence carries a sentence, and why a sentence says what it says."""
