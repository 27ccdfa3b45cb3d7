"""What a sentence says, told without a model: figures, names, verbs, cues."""
