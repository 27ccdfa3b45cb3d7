"""Documents rewritten in their own format: units of text out, translations back. Runs in the reader."""
