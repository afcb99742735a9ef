"""What is measured and judged: pure, time and data are arguments."""
