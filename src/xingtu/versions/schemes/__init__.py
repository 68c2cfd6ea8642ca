"""How do the versions of each family of packages order? One file a scheme; ``ecosystems.py`` says who uses which."""
