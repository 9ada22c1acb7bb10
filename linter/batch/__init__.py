"""Many submissions at once: an inbox in, a folder of reports with an index out."""
