"""Terminal monitor of AI-hyperscaler credit risk."""

__version__ = "0.1.0"
