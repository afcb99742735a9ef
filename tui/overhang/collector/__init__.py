"""The process that gathers: it has no terminal, and what it knows goes to the store."""
