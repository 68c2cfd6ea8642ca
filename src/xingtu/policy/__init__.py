"""The city's rules as data: each module reads one kind of policy file and proves it sound before anything uses it.

Pure: a parser is given the text and the file's name for its messages; opening files is the caller's.
"""
