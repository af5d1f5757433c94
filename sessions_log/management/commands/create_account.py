"""The first account of an installation, which has none when it is fresh."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from sessions_log.errors import InvalidEntry
from sessions_log.models import Practice
from sessions_log.services.people import create_person, create_practice
from sessions_log.vocabulary import Role


class Command(BaseCommand):
    help = "Create an account, and its practice if none of that name exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--practice", required=True, help="the practice’s name")
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True, help="how colleagues know the person")
        parser.add_argument("--roles", required=True, help="comma separated: therapist, supervisor, admin")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input instead of asking"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create both in one transaction, or neither and say why."""
        roles = _roles(options["roles"])
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else _ask_twice()
        try:
            with transaction.atomic():
                practice = Practice.objects.filter(name=options["practice"].strip()).first()
                practice = practice or create_practice(name=options["practice"], by=None)
                person = create_person(
                    practice=practice,
                    email=options["email"],
                    name=options["name"],
                    roles=roles,
                    password=password,
                    by=None,
                )
        except InvalidEntry as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person.email} can sign in to {practice.name}.")


def _roles(listed: str) -> set[Role]:
    try:
        return {Role(code.strip()) for code in listed.split(",")}
    except ValueError as error:
        raise CommandError("Roles are therapist, supervisor and admin, separated by commas.") from error


def _ask_twice() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("Password again: ") != password:
        raise CommandError("The two passwords differ. Nothing has been created.")
    return password
