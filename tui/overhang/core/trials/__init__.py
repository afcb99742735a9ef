"""Rules put to the test: figures in, states out."""
