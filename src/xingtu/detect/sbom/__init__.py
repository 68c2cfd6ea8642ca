"""What does a bill of materials (SBOM) that somebody else wrote say? It is a declaration, kept apart from what git shows."""
