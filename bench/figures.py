"""All figures on one database; `python -m bench` starts this once for each."""

import logging
import sys
from contextlib import redirect_stdout

import django


def main() -> None:
    """Measure one thing after the other in a database that is made for it and goes away."""
    django.setup()
    logging.disable(logging.WARNING)
    from django.db import connection

    from bench import save, timeline, today

    with redirect_stdout(sys.stderr):  # what it says would stand among the figures
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        for what in (today, timeline, save):
            what.run()
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


if __name__ == "__main__":
    main()
