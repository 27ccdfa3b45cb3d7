"""Questions to documents, answered from evidence or not at all."""
