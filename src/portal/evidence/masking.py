"""How is a person named who did not agree to be named in public? As on every list: ``portal.house.personal_data`` says it once."""

from portal.house.personal_data import STARS
from portal.house.personal_data import mask_name as masked

__all__ = ["STARS", "masked"]
