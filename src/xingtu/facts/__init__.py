"""Frozen row types: one class a table, the meaning and the unit beside each field.

A row type *is* the table's schema (``xingtu.store.schema`` turns it into Arrow). Nothing here imports anything of ours.
"""
