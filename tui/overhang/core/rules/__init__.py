"""Threshold rules: their language and the state they are in."""
