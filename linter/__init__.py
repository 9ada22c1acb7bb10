"""myna-lint: reads an application for the マイナポータル API before the Digital Agency does."""

__version__ = "0.1.0"
HANDBOOK_VERSION = "4.0"
