"""What the screens and files of the stockroom read."""
