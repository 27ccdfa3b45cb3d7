"""Summaries, in all their kinds."""
