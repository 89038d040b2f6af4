"""Django's settings, made from the environment (config.py) and from what the first start laid into the data folder."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from gongkai_web import config
from gongkai_web.keys import keep_keys

_env = config.read()
PACKAGE = Path(__file__).resolve().parent
HOME: Path = _env["GONGKAI_HOME"].resolve()
HOME.mkdir(parents=True, exist_ok=True)
_kept = keep_keys(HOME)
_https: bool = _env["GONGKAI_HTTPS"]

# What the site is

SECRET_KEY: str = _env["GONGKAI_SECRET_KEY"] or _kept.secret
GONGKAI_DATA_KEYS: tuple[str, ...] = _env["GONGKAI_DATA_KEYS"] or (_kept.data,)
GONGKAI_HOME = HOME
GONGKAI_DEMO: bool = _env["GONGKAI_DEMO"]
GONGKAI_UPLOAD_BYTES: int = _env["GONGKAI_UPLOAD_MB"] * 1024 * 1024
GONGKAI_IDLE = timedelta(minutes=_env["GONGKAI_IDLE_MINUTES"])
GONGKAI_SESSION = timedelta(hours=_env["GONGKAI_SESSION_HOURS"])
GONGKAI_PASSWORD_DAYS: int = _env["GONGKAI_PASSWORD_DAYS"]
GONGKAI_SECOND_FACTOR: str = _env["GONGKAI_SECOND_FACTOR"]
GONGKAI_SSO_SECOND_FACTOR: bool = _env["OIDC_SECOND_FACTOR"]
GONGKAI_MAIL_BOUNCE: str = _env["GONGKAI_MAIL_BOUNCE"]
GONGKAI_PARTIES: int = _env["GONGKAI_PARTIES"]
GONGKAI_IMAP_URL: str = _env["IMAP_URL"]
GONGKAI_IMAP_AGENCY: str = _env["IMAP_AGENCY"]
GONGKAI_IMAP_MINUTES: int = _env["IMAP_MINUTES"]
GONGKAI_IMAP_HOSTS: tuple[str, ...] = _env["IMAP_HOSTS"]
GONGKAI_SMS_URL: str = _env["SMS_URL"]
GONGKAI_SMS_BODY: dict[str, object] = _env["SMS_BODY"]
GONGKAI_SMS_HEADERS: dict[str, str] = _env["SMS_HEADERS"]
GONGKAI_SMS_OK: str = _env["SMS_OK"]
GONGKAI_QUIET: tuple[time, time] | None = _env["GONGKAI_QUIET"]
GONGKAI_CLAMD_URL: str = _env["CLAMD_URL"]
GONGKAI_BEHIND_PROXY: bool = _env["GONGKAI_BEHIND_PROXY"]
GONGKAI_NOTICES: str = _env["GONGKAI_NOTICES"]
GONGKAI_AUDIT_HASH: str = _env["GONGKAI_AUDIT_HASH"]
GONGKAI_AUDIT_MONTHS: int = _env["GONGKAI_AUDIT_MONTHS"]
GONGKAI_LOGIN_MONTHS: int = _env["GONGKAI_LOGIN_MONTHS"]
GONGKAI_BACKUP_DIR: str = _env["GONGKAI_BACKUP_DIR"]
GONGKAI_BACKUP_KEEP: int = _env["GONGKAI_BACKUP_KEEP"]
DEBUG: bool = _env["GONGKAI_DEBUG"]
ALLOWED_HOSTS = list(_env["GONGKAI_HOSTS"])
WAGTAIL_SITE_NAME = "政府信息公开"
WAGTAILADMIN_BASE_URL: str = _env["GONGKAI_URL"]

INSTALLED_APPS = [
    "gongkai_web.running",
    "gongkai_web.setup",
    "gongkai_web.portal",
    "gongkai_web.jobs",
    "gongkai_web.annual_reports",
    "gongkai_web.backup",
    "gongkai_web.staff",
    "gongkai_web.remedies",
    "gongkai_web.info_requests",
    "gongkai_web.files",
    "gongkai_web.organisations",
    "gongkai_web.accounts",
    "gongkai_web.calendars",
    "gongkai_web.notify",
    "gongkai_web.audit",
    "gongkai_web.search",
    "gongkai_web.common",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongkai_web.portal.pages.Compression",
    # What stands above is asked at each visit; what stands below, once for each page that is kept.
    "gongkai_web.portal.pages.KeptPages",
    "csp.middleware.CSPMiddleware",
    "gongkai_web.setup.middleware.FirstStart",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gongkai_web.organisations.middleware.ScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongkai_web.accounts.middleware.SessionLimits",
    "gongkai_web.accounts.middleware.FirstSteps",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "gongkai_web.urls"
WSGI_APPLICATION = "gongkai_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongkai_web.portal.context.site",
                "gongkai_web.common.csrf.one_token",
            ],
        },
    },
    # After Django's: a template lies in the folder of its language, and no name lies in both.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "gongkai_web.templating.environment",
            "context_processors": ["gongkai_web.common.csrf.one_token"],
        },
    },
]
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# What is logged goes to standard error, which `gongkai serve` keeps in the folder `logs`.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django would mail what goes wrong; here it is logged like the rest.
        "django": {"handlers": [], "propagate": True},
        # A scanner that guesses addresses is no news.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Failed logins are in the history and in the log of events.
        "axes": {"level": "ERROR"},
    },
}

# Where things are kept

DATABASES = {"default": config.database(_env["DATABASE_URL"], HOME, pooled=_env["DATABASE_POOLER"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = config.caches(_env["REDIS_URL"])
TASKS = config.tasks(_env["REDIS_URL"])
if _env["REDIS_URL"]:
    INSTALLED_APPS += ["django_rq", "django_tasks_rq"]
    RQ_QUEUES = {"default": {"URL": _env["REDIS_URL"]}}
GONGKAI_SEARCH_URL: str = _env["SEARCH_URL"]
# Wagtail's own index of its models is asked by nobody: the site's search is `gongkai_web.search`.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
STORAGES = {
    "default": config.storage(_env["STORAGE_URL"], HOME / "files"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = ["gongkai_web.files.uploads.SafeUpload"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
EMAIL_BACKEND, _email = config.email(_env["EMAIL_URL"])
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_SSL, EMAIL_USE_TLS = _email
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env["GONGKAI_MAIL_FROM"]

# Who comes in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "gongkai_web.organisations.backend.MembershipBackend",  # before Django's own, which asks two tables in vain
    "gongkai_web.accounts.backend.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"gongkai_web.accounts.passwords.{rule}"}
    for rule in ("LongEnough", "CharacterClasses", "NotLikeThePerson", "NotGuessable", "NotOneOfTheLast")
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db" if _env["REDIS_URL"] else "gongkai_web.accounts.sessions"
SESSION_COOKIE_AGE = int(GONGKAI_SESSION.total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = config.trusted_origins(_env["GONGKAI_HOSTS"], https=_https)
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if GONGKAI_BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # the history of accounts has it
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address", "password", "code"]
AXES_USERNAME_CALLABLE = "gongkai_web.accounts.logins.axes_username"
AXES_CLIENT_IP_CALLABLE = "gongkai_web.common.address.client_address"
AXES_LOCKOUT_CALLABLE = "gongkai_web.accounts.lockout.locked_out"

ACCOUNT_ADAPTER = "gongkai_web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_RATE_LIMITS = False  # common/rate.py counts where all processes see it
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "gongkai_web.accounts.forms.LoginForm",
    "change_password": "gongkai_web.accounts.forms.ChangePasswordForm",
    "set_password": "gongkai_web.accounts.forms.SetPasswordForm",
    "reset_password": "gongkai_web.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "gongkai_web.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "gongkai_web.accounts.forms.PasswordAgainForm",
}
MFA_ADAPTER = "gongkai_web.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = WAGTAIL_SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "gongkai_web.accounts.forms.AuthenticateForm",
    "reauthenticate": "gongkai_web.accounts.forms.ReauthenticateForm",
    "activate_totp": "gongkai_web.accounts.forms.ActivateForm",
}
SOCIALACCOUNT_ADAPTER = "gongkai_web.accounts.single_sign_on.SocialAccountAdapter"
# A link, no form: the policy for forms (form-action) would not let it lead to the provider's address.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = config.single_sign_on(_env)
SOCIALACCOUNT_ONLY = False

WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_DATE_FORMAT = "%Y-%m-%d"
WAGTAIL_DATETIME_FORMAT = "%Y-%m-%d %H:%M"
