"""Words of evidence for its templates."""
