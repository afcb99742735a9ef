"""Any vendor or house by configuration: rows of any shape become rows of our tables."""
