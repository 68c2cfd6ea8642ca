"""Where may the portal connect to outside? To https addresses whose every answer is public, by the engine's rule for repositories.

What was refused is never repeated in the error: the address of a robot is a secret.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.errors import Invalid, Unreachable
from xingtu.collect.public_address import vetted_address
from xingtu.errors import AddressRefused


@dataclass(frozen=True, slots=True)
class Way:
    """A name and the address it was found to have; connect to the address, prove the certificate against the name."""

    host: str
    port: int
    address: str


def way_out(url: str) -> Way:
    """Resolve once and refuse whatever is not public.

    Raises:
        Invalid: not https, with a password, another port, or an inner address.
        Unreachable: the name could not be found now.
    """
    try:
        return Way(*vetted_address(url))
    except (AddressRefused, ValueError) as error:
        if isinstance(error.__cause__, OSError):
            raise Unreachable(_("找不到这个主机，请检查拼写和网络。")) from None
        raise Invalid(
            {"address": _("地址须以 https:// 开头、使用 443 端口、不带用户名和口令，并且指向公网；内部网络的地址不予连接。")}
        ) from None
