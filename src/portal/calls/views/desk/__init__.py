"""Pages of the district's and the office's desk."""
