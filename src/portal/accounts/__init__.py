"""Who are the people, which legal bodies do they act for, in which role, since when?"""
