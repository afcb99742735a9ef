"""What the operator chose: where data comes from, and how it is shown."""
