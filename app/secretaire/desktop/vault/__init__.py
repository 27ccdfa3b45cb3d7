"""The vault in the window: unlocking, ways in, copies, record, end."""
