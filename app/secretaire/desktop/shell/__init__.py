"""The window around the pages: its process, threads, locking, rail and status bar."""
