"""The formats that can be read, one module each, and their registry. Runs in the reader."""
