"""``python -m linter`` is ``myna-lint``."""

import sys

from linter.start import main

if __name__ == "__main__":
    sys.exit(main())
