"""Which passwords do we refuse, and how is that said? Django's rules, our words."""

from django.contrib.auth import password_validation as django
from django.utils.translation import gettext as _


class LongEnough(django.MinimumLengthValidator):
    """Length helps more than signs and capitals."""

    def get_error_message(self) -> str:
        """What to do."""
        return _("密码太短，至少要 %(count)d 个字符。") % {"count": self.min_length}


class NotCommon(django.CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first."""

    def get_error_message(self) -> str:
        """What to do."""
        return _("这个密码太常见，容易被猜中，请换一个。")


class NotAboutOneself(django.UserAttributeSimilarityValidator):
    """Not the name or the mailbox."""

    def get_error_message(self) -> str:
        """What to do."""
        return _("密码与%(verbose_name)s太相近，请换一个。")
