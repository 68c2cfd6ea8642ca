"""What happened, who did it, when and why, so that a changed, missing or reordered entry shows?"""
