"""The reader process: what may be asked of it, its wire, and the host's side and look at what it answers."""
