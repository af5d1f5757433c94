"""The demo's settings on a database of the bench's own, and the Django admin, which the product does not have.

BENCH_DATABASE_URL says where: the SQLite file to make, or a PostgreSQL server's URL, whose own database stays as it is.
"""

import os

for name in ("SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "DATABASE_URL", "EMAIL_URL", "DEBUG", "STATIC_ROOT"):
    os.environ.pop(name, None)
os.environ["DEMO"] = "1"

from relational.database import databases  # noqa: E402
from relational.settings import *  # noqa: E402, F403 - the environment comes first
from relational.settings import BASE_DIR, INSTALLED_APPS  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]
ROOT_URLCONF = "bench.urls"

DATABASES = databases(os.environ["BENCH_DATABASE_URL"], base_dir=BASE_DIR)
_is_file = DATABASES["default"]["ENGINE"].endswith("sqlite3")
DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"] if _is_file else f"relational_bench_{os.getpid()}"}
