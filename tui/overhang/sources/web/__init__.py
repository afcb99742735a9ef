"""The one way in which feeds ask over HTTP: limits, guard, breaker, cache, retry."""
