"""What evidence reads, as far as the asking role reaches. Nothing here loads the engine."""

from portal.evidence.selectors.names import shown_names
from portal.evidence.selectors.runs import observation, published_runs, run_of, runs_of
from portal.evidence.selectors.values import project_values, repository_values, shared_contributors

__all__ = [
    "observation",
    "project_values",
    "published_runs",
    "repository_values",
    "run_of",
    "runs_of",
    "shared_contributors",
    "shown_names",
]
