"""Inputs that nobody would write, and what must hold of every run on them: ``python -m fuzz``."""
