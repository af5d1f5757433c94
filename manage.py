#!/usr/bin/env python
"""Run one of the project's commands: `python manage.py COMMAND`."""

import os
import sys


def main() -> None:
    """Hand the command line to Django; say plainly what is wrong with the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relational.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Not started: {error}")


if __name__ == "__main__":
    main()
