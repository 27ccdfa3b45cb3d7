"""Asking the model: prompts, fences, batches, and what becomes of what it writes."""
