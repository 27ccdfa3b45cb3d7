"""File to pages to passages, in a confined reader worker."""
