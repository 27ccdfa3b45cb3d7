"""Translation of texts, and of files in their own format."""
