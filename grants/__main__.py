"""`python -m grants` is the same as `grants`."""

import sys

from grants.cli import main

if __name__ == "__main__":
    sys.exit(main())
