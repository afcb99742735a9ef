"""What draws a view and says what the user did."""
