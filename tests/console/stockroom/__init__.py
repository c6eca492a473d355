"""F4, the stockroom, pressed with real keys."""
