"""Where observations and events come from: files and HTTP."""
