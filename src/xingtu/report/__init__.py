"""How do a run's numbers and verdicts become pages, tables and lines on a terminal?

The stage gets plain data (``report/ranking.py``) and writes it. It never computes a number, and nothing it writes holds a mailbox.
"""
