"""The engine worker that runs llama.cpp, and its client."""
