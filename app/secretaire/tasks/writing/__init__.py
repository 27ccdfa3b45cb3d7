"""Texts written from documents: drafts, replies, plain language."""
