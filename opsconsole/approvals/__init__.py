"""One way to ask and to decide, for every kind of request."""
