"""The public tape as it is published: a daily zip, and a feed through the day."""
