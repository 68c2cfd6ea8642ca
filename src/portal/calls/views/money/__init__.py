"""Pages of money and of what must be shown for it."""
