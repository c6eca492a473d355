"""Dated policy: every figure of a rule, from the day it holds."""
