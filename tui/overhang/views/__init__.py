"""Snapshots as text and tone, before any widget exists."""
