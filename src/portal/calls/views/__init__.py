"""Pages of calls: parse, ask one service or selector, render."""
