"""A table out of documents, by a schema."""
