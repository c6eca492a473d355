"""The verbs of the stockroom."""
