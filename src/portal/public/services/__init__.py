"""What public writes: places of stars, nothing else."""

from portal.public.services.star_map import make_star_map, star_map_places

__all__ = ["make_star_map", "star_map_places"]
