"""What does the portal's environment say? Read once into one typed object; below it, Django's settings made from it.

Names begin with ``PORTAL_`` (and ``DATABASE_URL``); where data lie and whether this is production is the engine's to say
(``XINGTU_HOME``, ``XINGTU_POLICY``, ``XINGTU_PRODUCTION``). Every name has a heading in ``docs/settings.md``.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.accounts.hosts.addresses import form_targets, providers_from
from xingtu.settings import settings as engine_settings

HERE = Path(__file__).resolve().parent
DEMONSTRATION_KEY = "demonstration only: anybody can read this key"  # refused in production
SHORTEST_KEY = 50
SIGN_IN_HOSTS = ("github", "gitlab", "gitee", "gitcode", "atomgit", "oidc")


@dataclass(frozen=True, slots=True)
class Environment:
    """The portal's own settings, each named ``PORTAL_`` and its name in capitals."""

    secret_key: str = DEMONSTRATION_KEY
    """Signs sessions and mail links; at least 50 characters in production (``PORTAL_SECRET_KEY``)."""
    address: str = "http://127.0.0.1:8000"
    """Where people reach the portal, with scheme (``PORTAL_ADDRESS``)."""
    hosts: tuple[str, ...] = ()
    """Host names answered besides that of ``PORTAL_ADDRESS``, separated by commas (``PORTAL_HOSTS``)."""
    behind_proxy: bool = False
    """A reverse proxy ends TLS and sets X-Forwarded-Proto and X-Forwarded-For (``PORTAL_BEHIND_PROXY``)."""
    mail: str = "file:"
    """``smtp://user:password@host:587``, ``smtps://…:465``, or ``file:`` (letters are laid in ``$XINGTU_HOME/mail``) (``PORTAL_MAIL``)."""
    mail_from: str = "xingtu@localhost"
    """Sender of the portal's letters (``PORTAL_MAIL_FROM``)."""
    sign_in: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """JSON: sign-in host → {"client_id", "secret"; "url", "name"; "api", "authorize", "token"} (``PORTAL_SIGN_IN``)."""
    demonstration: bool = False
    """Invented people may sign in with the printed passwords; refused in production (``PORTAL_DEMONSTRATION``)."""
    log: str = "text"
    """``text`` for people, ``json`` for machines (``PORTAL_LOG``)."""


def environment_from(environ: Mapping[str, str], *, production: bool) -> Environment:
    """Read the portal's settings.

    Raises:
        ImproperlyConfigured: a ``PORTAL_*`` name or value is not one we know, or not one for production.
    """
    known = {f"PORTAL_{one.name.upper()}": one.name for one in fields(Environment)}
    for name in environ:
        if name.startswith("PORTAL_") and name not in known:
            near = get_close_matches(name, known, n=1)
            raise ImproperlyConfigured(
                f"环境变量 {name} 不是门户的设置" + (f"；是否想写 {near[0]}？" if near else f"；已知的有 {'、'.join(sorted(known))}")
            )
    text = {key: environ[name] for name, key in known.items() if environ.get(name)}
    read = Environment(
        **{key: text[key] for key in ("secret_key", "address", "mail", "mail_from", "log") if key in text},
        hosts=tuple(host.strip() for host in text.get("hosts", "").split(",") if host.strip()),
        behind_proxy=_switch("PORTAL_BEHIND_PROXY", text.get("behind_proxy", "")),
        demonstration=_switch("PORTAL_DEMONSTRATION", text.get("demonstration", "")),
        sign_in=_sign_in(text.get("sign_in", "")),
    )
    if urlsplit(read.address).scheme not in {"http", "https"} or not urlsplit(read.address).hostname:
        raise ImproperlyConfigured(f"PORTAL_ADDRESS={read.address!r} 不是网址；例如 https://xingtu.example.gov.cn")
    if urlsplit(read.mail).scheme not in {"smtp", "smtps", "file"}:
        raise ImproperlyConfigured("PORTAL_MAIL 应以 smtp://、smtps:// 或 file: 开头")
    if read.log not in {"text", "json"}:
        raise ImproperlyConfigured(f"PORTAL_LOG={read.log!r}：请写 text 或 json")
    if production:
        _prove_production(read)
    return read


def _prove_production(read: Environment) -> None:
    if read.demonstration:
        raise ImproperlyConfigured("XINGTU_PRODUCTION=1 时不能使用演示账号；请去掉 PORTAL_DEMONSTRATION")
    if read.secret_key == DEMONSTRATION_KEY or len(read.secret_key) < SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"正式环境的 PORTAL_SECRET_KEY 至少 {SHORTEST_KEY} 个字符，且不能用演示值；"
            "可用 python -c 'import secrets; print(secrets.token_urlsafe(64))' 生成"
        )
    if not read.address.startswith("https://"):
        raise ImproperlyConfigured(f"正式环境的 PORTAL_ADDRESS 必须是 https 网址，现为 {read.address}")


def _switch(name: str, text: str) -> bool:
    if text.lower() not in {"", "0", "1", "true", "false"}:
        raise ImproperlyConfigured(f"{name}={text!r} 不是开关；请写 1 或 0")
    return text.lower() in {"1", "true"}


def _sign_in(text: str) -> Mapping[str, Mapping[str, str]]:
    try:
        read = json.loads(text or "{}")
        for host, given in read.items():
            if host not in SIGN_IN_HOSTS or not given["client_id"] or not given["secret"]:
                raise ImproperlyConfigured(
                    f"PORTAL_SIGN_IN 中的 {host!r}：主机应是 {'、'.join(SIGN_IN_HOSTS)} 之一，且有 client_id 和 secret"
                )
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise ImproperlyConfigured('PORTAL_SIGN_IN 应是 JSON，如 {"gitee": {"client_id": "…", "secret": "…"}}') from error
    return read  # type: ignore[no-any-return] # proven above


def _mail(url: str, home: Path) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(home / "mail")}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1"},
        "EMAIL_TIMEOUT": 20,
    }


def _database(url: str, home: Path) -> dict[str, Any]:
    read = dict(dj_database_url.parse(url or f"sqlite:///{home / 'portal.sqlite'}", conn_max_age=60, conn_health_checks=True))
    if read["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE: a reader that becomes a writer would otherwise fail at once instead of waiting its turn
        read["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;",
        }
    elif read["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL 应以 sqlite:/// 或 postgresql:// 开头")
    return read


XINGTU = engine_settings()
ENVIRONMENT = environment_from(os.environ, production=XINGTU.production)
_ADDRESS = urlsplit(ENVIRONMENT.address)
_SECURE = _ADDRESS.scheme == "https"

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
ALLOWED_HOSTS = sorted({_ADDRESS.hostname or "", *ENVIRONMENT.hosts, *(() if XINGTU.production else ("127.0.0.1", "localhost", "[::1]"))})
CSRF_TRUSTED_ORIGINS = [f"{_ADDRESS.scheme}://{_ADDRESS.netloc}"]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""), XINGTU.home)}

INSTALLED_APPS = [
    "portal.public",
    "portal.calls",
    "portal.watch",
    "portal.evidence",
    "portal.register",
    "portal.cases",
    "portal.messages",
    "portal.accounts",
    "portal.journal",
    "portal.house",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.gitlab",
    "allauth.socialaccount.providers.openid_connect",
    "portal.accounts.hosts.gitee",
    "portal.accounts.hosts.gitcode",
    "portal.accounts.hosts.atomgit",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.acting.ActingMiddleware",
    "portal.house.refusals.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.house.context.house",
                "portal.messages.context.letters",
            ],
            "builtins": ["django.templatetags.i18n", "portal.house.templatetags.components"],
        },
    },
]

# people ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portal.accounts.passwords.NotAboutOneself", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "portal.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "portal.accounts.passwords.NotCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# codes, not links: they are typed where the sign-up began, which goes on from there
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False  # only a mailbox without account could be changed: that would tell
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False  # computers in offices are shared: closing the browser signs out
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.forms.naming.NameForm"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.entrance.SignInForm",
    "signup": "portal.accounts.forms.entrance.JoinForm",
    "reset_password": "portal.accounts.forms.entrance.ResetForm",
    "reset_password_from_key": "portal.accounts.forms.entrance.NewPasswordForm",
    "change_password": "portal.accounts.forms.entrance.ChangePasswordForm",
    "set_password": "portal.accounts.forms.entrance.SetPasswordForm",
    "add_email": "portal.accounts.forms.entrance.ChangeMailboxForm",
    "reauthenticate": "portal.accounts.forms.entrance.ReauthenticateForm",
    "confirm_email_verification_code": "portal.accounts.forms.entrance.MailboxCodeForm",
    "confirm_password_reset_code": "portal.accounts.forms.entrance.ResetCodeForm",
}
SOCIALACCOUNT_FORMS = {"signup": "portal.accounts.forms.entrance.JoinFromHostForm"}
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.factors.AuthenticateForm",
    "reauthenticate": "portal.accounts.forms.factors.ReauthenticateForm",
    "activate_totp": "portal.accounts.forms.factors.ActivateForm",
    "add_webauthn": "portal.accounts.forms.factors.AddKeyForm",
    "edit_webauthn": "portal.accounts.forms.factors.EditKeyForm",
}
# counted in the shared cache, so the same whichever process answers; the page says until when (accounts/throttle.py)
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # an office of many people behind one address
    "login_failed": "50/10m/ip,5/10m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,3/10m/key",
    "reset_password_from_key": "20/10m/ip",
    "confirm_email": "1/30s/key",
    "manage_email": "10/10m/user",
    "change_password": "5/10m/user",
    "reauthenticate": "10/10m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
ACCOUNT_ADAPTER = "portal.accounts.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "portal.accounts.sign_in.HostAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_AUTO_SIGNUP = False  # people see which name and mailbox the host gave, and may write others
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = providers_from(ENVIRONMENT.sign_in)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
MFA_TOTP_ISSUER = "星图 Xingtu"
MFA_TOTP_TOLERANCE = 1  # phones' clocks are half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = False
MFA_ADAPTER = "portal.accounts.sign_in.FactorAdapter"

# language and time ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# answers --------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = XINGTU.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(XINGTU.home / "uploads")}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CACHES = {
    # shared by all processes: throttles and one-time answers count the same wherever a request lands
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 50_000}},
    # of one process: pieces of pages made from frozen runs, which never change
    "pieces": {"BACKEND": "portal.house.pieces.Pieces", "LOCATION": "pieces", "OPTIONS": {"MAX_ENTRIES": 2_000}},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# letters --------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
SERVER_EMAIL = ENVIRONMENT.mail_from
globals().update(_mail(ENVIRONMENT.mail, XINGTU.home))

# safety ---------------------------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.behind_proxy else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *form_targets(ENVIRONMENT.sign_in)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "portal.house.logs.TextLines", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "portal.house.logs.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": ENVIRONMENT.log}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # at a terminal every task's coming and going would drown what matters
        "django_tasks": {"handlers": [], "level": "INFO" if ENVIRONMENT.log == "json" else "WARNING"},
    },
}
