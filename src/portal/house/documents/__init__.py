"""How does the portal write what an office files: one ``Paper``, printed as Word and as PDF, and tables as Excel?

A paper is said once, in blocks; ``word(paper)`` and ``pdf(paper)`` print the same text, always as the same bytes. What stands in
a paper is Chinese in every language of the portal, because it is the office's paper and not a page.
"""

from portal.house.documents.characters import Unprintable
from portal.house.documents.excel import Kind, SheetColumn, TableSheet, workbook
from portal.house.documents.fonts import NoFont
from portal.house.documents.layout import text_of
from portal.house.documents.paper import (
    Attachments,
    Block,
    Column,
    Fields,
    Heading,
    Note,
    Numbered,
    Opinion,
    PageBreak,
    Paper,
    Paragraph,
    Seal,
    Signatures,
    Table,
)
from portal.house.documents.pdf import pdf
from portal.house.documents.sending import PDF, WORD, WORKBOOK, sent
from portal.house.documents.word import word

__all__ = [
    "PDF",
    "WORD",
    "WORKBOOK",
    "Attachments",
    "Block",
    "Column",
    "Fields",
    "Heading",
    "Kind",
    "NoFont",
    "Note",
    "Numbered",
    "Opinion",
    "PageBreak",
    "Paper",
    "Paragraph",
    "Seal",
    "SheetColumn",
    "Signatures",
    "Table",
    "TableSheet",
    "Unprintable",
    "pdf",
    "sent",
    "text_of",
    "word",
    "workbook",
]
