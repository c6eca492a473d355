"""`python -m opsconsole`, and the script `opsconsole`."""

import sys


def main() -> None:
    """Runs the command line and ends with its exit status."""
    from opsconsole import cli

    sys.exit(cli.main())


if __name__ == "__main__":
    main()
