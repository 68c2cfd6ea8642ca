"""Which of two versions of a package comes first, in the order of its ecosystem?"""
