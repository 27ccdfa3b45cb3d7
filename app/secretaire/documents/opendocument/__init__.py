"""OpenDocument (ODF 1.3). Runs in the reader."""
