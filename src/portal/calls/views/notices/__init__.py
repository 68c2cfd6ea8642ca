"""Pages of shortlists, notices, objections and results."""
