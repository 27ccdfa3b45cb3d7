"""Keys and slots, the encrypted database, sealed blobs, search."""
