"""Documents: bringing them in, their pages, their coverage."""
