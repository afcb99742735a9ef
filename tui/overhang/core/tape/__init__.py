"""The public tape of single-name CDS: messages netted to trades, trades to levels."""
