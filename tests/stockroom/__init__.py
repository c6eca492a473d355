"""The stockroom."""
