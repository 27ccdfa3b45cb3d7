"""Results as files in open formats, with their evidence, provenance and signature."""
