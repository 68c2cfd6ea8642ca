"""Tables of public: places of stars, nothing else; what everybody sees is read from register and evidence."""

from portal.public.models.star_map import StarMap

__all__ = ["StarMap"]
