"""The commands of ``myna-lint``, one file each; ``linter.cli`` imports the one that is called."""
