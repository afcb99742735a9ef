"""How alerts reach a person: over the terminal, a command, a webhook and others."""
