"""The demo's settings, with a database of their own and a guard against N+1 queries.

SQLite in a folder that goes away, or the PostgreSQL server that TEST_POSTGRES_URL names.
"""

import atexit
import os
import shutil
import tempfile

for name in ("SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "DATABASE_URL", "EMAIL_URL", "DEBUG", "STATIC_ROOT"):
    os.environ.pop(name, None)
os.environ["DEMO"] = "1"
# Playwright keeps an event loop in the test's thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from relational.settings import *  # noqa: E402, F403 - the environment comes first
from relational.settings import BASE_DIR, INSTALLED_APPS, MIDDLEWARE, databases  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]

if url := os.environ.get("TEST_POSTGRES_URL"):
    DATABASES = databases(url, base_dir=BASE_DIR)
else:
    # A file, not memory: write-ahead log and concurrent writers are part of what is tested.
    _folder = tempfile.mkdtemp(prefix="relational-tests-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    DATABASES = databases(f"sqlite:///{_folder}/unused.sqlite3", base_dir=BASE_DIR)
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}

# Argon2 takes a tenth of a second each time; the test of the real hasher names it itself.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Django itself reads the session once more to delete it when the account behind it has gone.
ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]
