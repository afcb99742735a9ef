"""The terminal's edge: the driver and what is sent down the line."""
