"""What was made of documents: summaries, answers, comparisons, checks, tables and texts, each with its evidence."""
