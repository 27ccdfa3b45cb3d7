"""Documents into the vault: files, folders, their vectors, what is admitted of them."""
