"""F5, with real keys."""
