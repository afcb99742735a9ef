"""What is laid out together, and which keys work there."""
