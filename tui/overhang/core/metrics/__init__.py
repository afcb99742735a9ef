"""What we measure of an issuer, one file a pane."""
