"""What does the licence detector need? The engine and its accelerator, the Chinese layer, and the pass over a whole tree."""
