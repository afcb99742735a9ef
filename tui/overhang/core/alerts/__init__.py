"""Alerts: what fires, what people did about it, and what is told to whom."""
