"""SEC EDGAR: what an issuer filed, read from its JSON interfaces without asking."""
