"""opsconsole: a terminal console for the back office of a Chinese company."""

__version__ = "0.1.0"
