"""Settings of every installation; what differs between them comes from the environment.

See docs/operating.md for the variables. `DEMO=1` alone is enough to try the program out.
"""

import os
from pathlib import Path

import environ
from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONE, SELF

from relational.database import databases
from relational.environment import read_environment

BASE_DIR = Path(__file__).resolve().parent.parent
INSTALLATION = read_environment(os.environ, default_database_url=f"sqlite:///{BASE_DIR}/relational.sqlite3")

DEMO = INSTALLATION.demo
DEBUG = INSTALLATION.debug
SECRET_KEY = INSTALLATION.secret_key
FIELD_KEYS = INSTALLATION.field_keys
ALLOWED_HOSTS = INSTALLATION.allowed_hosts
DATABASES = databases(INSTALLATION.database_url, base_dir=BASE_DIR)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "relational",
    "sessions_log",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # docs/decisions/0004-compressed-pages.md
    "relational.middleware.head_like_get",
    "relational.middleware.private_responses",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "relational.middleware.HandedOverMiddleware",  # before the next: its page repeats what was sent
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "relational.middleware.session_limits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "relational.second_factor.SecondFactorMiddleware",
    "relational.middleware.practice_time_zone",
    "relational.middleware.AccessMiddleware",
    "relational.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "relational.urls"
WSGI_APPLICATION = "relational.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "relational.context.installation",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- static files -----------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", get_bootstrap_dir())]
# Collected in a folder, they are compressed and cached for ever under hashed names; a clone serves them as they lie.
STATIC_ROOT = os.environ.get("STATIC_ROOT") or (None if DEMO else str(BASE_DIR / "staticfiles"))
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_ALLOW_ALL_ORIGINS = False
_STATIC_STORAGE = (
    "relational.static_files.HashedStaticFiles"
    if STATIC_ROOT
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# --- what people send -------------------------------------------------------------------------------------------
# An import may be 50 MB; it is held in memory so that nothing clinical lies in a temporary file.
FILE_UPLOAD_HANDLERS = ["relational.uploads.MemoryOnlyUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# --- sessions, cookies, transport -------------------------------------------------------------------------------
_COOKIE_PREFIX = "" if DEMO else "__Host-"
SESSION_ENGINE = "relational.session_store"
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = 15 * 60
SESSION_COOKIE_AGE = SESSION_TOTAL_SECONDS = 12 * 60 * 60
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "relational.refusals.csrf_failure"
# The cookie-backed storages would put what a message says into the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 0 if DEMO else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
# The proxy in front must set this header itself, whatever the browser sent: docs/operating.md.
SECURE_PROXY_SSL_HEADER = None if DEMO else ("HTTP_X_FORWARDED_PROTO", "https")
# "no-referrer" would also blank the Origin header that the CSRF check reads.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# --- who signs in -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "sessions_log.Person"
AUTHENTICATION_BACKENDS = ["relational.sign_in.PersonBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60

ACCOUNT_ADAPTER = "relational.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "relational.sign_in_forms.ChangePassword",
    "reset_password_from_key": "relational.sign_in_forms.ChoosePassword",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
# Accounts are invited by the practice, which knows the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/15m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if DEMO else 1

MFA_ADAPTER = "relational.sign_in.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Relational"
# Browsers allow passkeys on http://localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

# Shared by all workers: a cache in each worker's memory would give each its own count of wrong passwords.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_table",
    },
}

# --- mail and logs ----------------------------------------------------------------------------------------------
vars().update(environ.Env.email_url_config(INSTALLATION.email_url))
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "relational@localhost")
ADMINS: list[tuple[str, str]] = []  # error mails would carry what people typed

DEFAULT_EXCEPTION_REPORTER_FILTER = "relational.log_redaction.NothingTypedFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"redacted": {"()": "relational.log_redaction.RedactingFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "redacted"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would print whole messages and mail them to ADMINS.
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
