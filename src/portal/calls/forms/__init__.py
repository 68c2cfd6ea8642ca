"""What people enter about calls."""
