"""HTML as a browser would show it: elements to pieces of text, and what its styles hide. Runs in the reader."""
