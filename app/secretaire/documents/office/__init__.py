"""Office Open XML (ECMA-376), and what all office formats share. Runs in the reader."""
