"""What a run costs, beside what the libraries cost: ``python -m bench`` and ``python -m bench.report``."""
