"""The way in for the server. Nothing is served until every check has passed."""

import logging
import os

import django
from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connections


def start() -> WSGIHandler:
    """Return the application, or end the process with a plain sentence for each thing that stands against it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relational.settings")
    # Warnings may quote values; as log records they pass the redaction.
    logging.captureWarnings(True)
    try:
        django.setup()
        problems = [
            problem.msg
            for problem in run_checks(include_deployment_checks=True, databases=["default"])
            if problem.level >= ERROR
        ]
    except ImproperlyConfigured as error:
        problems = [str(error)]
    except OperationalError:
        problems = ["The database that DATABASE_URL names does not answer."]
    if problems:
        raise SystemExit("\n".join(["Not started:", *problems]))
    connections.close_all()
    return WSGIHandler()


application = start()
