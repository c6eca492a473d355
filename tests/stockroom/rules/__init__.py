"""Rules of the stockroom."""
