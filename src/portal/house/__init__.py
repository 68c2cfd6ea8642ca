"""How does the portal look and speak? Layout, components, charts, documents, search words, languages; no models."""
