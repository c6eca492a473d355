"""The rules of attendance as pure functions over plain values: no session, no clock, no file."""
