"""Writing exports: one module a format. Runs in the reader."""
