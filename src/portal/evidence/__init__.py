"""The one door to the engine: snapshots down, runs up, dossiers, objections to a fact."""
