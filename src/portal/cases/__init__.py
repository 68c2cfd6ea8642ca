"""What is open, whose is it, by when, and how did it end?"""
