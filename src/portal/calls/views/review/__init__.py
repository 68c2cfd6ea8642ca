"""Pages of review: experts, draws, reading and scoring, the office's desk, the panel."""
