"""The meeting place of collector and viewers: append-only, two clocks."""
