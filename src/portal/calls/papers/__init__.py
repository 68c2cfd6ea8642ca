"""What the papers of an application and a call are made from."""
