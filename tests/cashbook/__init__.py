"""The cash book."""
