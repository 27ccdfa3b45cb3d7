"""What other programs and other vaults exported, one module a format. Runs in the reader."""
