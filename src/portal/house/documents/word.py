"""How is a paper printed as Word? The few parts a .docx needs are written here, so that it says nothing but the paper.

A template would bring its own author, dates, thumbnail and a thousand styles. Fonts are those offices have; each names the ones that
stand in for it where it is missing.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from functools import singledispatch
from xml.sax.saxutils import escape, quoteattr

from portal.house.documents.characters import printable
from portal.house.documents.layout import STYLES, Break, Cell, Face, Gap, Grid, Line, Piece, Rule, Style, pieces
from portal.house.documents.paper import Paper

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
UNDATED = date(2000, 1, 1)
LATIN = "Times New Roman"
FONTS: Mapping[Face, tuple[str, str]] = {
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S;华文中宋;STZhongsong;宋体;SimSun;Noto Serif CJK SC"),
    "body": ("仿宋_GB2312", "仿宋;FangSong;华文仿宋;STFangsong;Noto Serif CJK SC"),
    "kai": ("楷体_GB2312", "楷体;KaiTi;华文楷体;STKaiti;Noto Serif CJK SC"),
    "heading": ("黑体", "SimHei;微软雅黑;Noto Sans CJK SC"),
}
"""Face → its font and those that may stand in for it, in order."""
TWIPS_MM = 1440 / 25.4
PAGE_MM = (210, 297)
UPRIGHT_MM = {"top": 37, "right": 26, "bottom": 35, "left": 28}
ACROSS_MM = {"top": 28, "right": 25, "bottom": 27, "left": 25}
FOOTER_MM = 20
RULE = '<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="1" w:color="C00000"/></w:pBdr>'
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def word(paper: Paper) -> bytes:
    """The paper as a .docx; the same paper always as the same bytes.

    Raises:
        Unprintable: a text holds a control character.
    """
    body = "".join(_written(piece, paper) for piece in pieces(paper))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "word/document.xml"), "rId2": ("core", ""), "rId3": ("app", "")}),
        "docProps/core.xml": _core(paper),
        "docProps/app.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
        "word/document.xml": f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}{_section(paper)}</w:body></w:document>',
        "word/styles.xml": _styles(),
        "word/fontTable.xml": _font_table(),
        "word/settings.xml": _settings(),
        "word/footer1.xml": _footer(paper),
        "word/_rels/document.xml.rels": _relations(
            {
                "rId1": ("styles", "styles.xml"),
                "rId2": ("fontTable", "fontTable.xml"),
                "rId3": ("settings", "settings.xml"),
                "rId4": ("footer", "footer1.xml"),
            }
        ),
    }
    return _packed(parts)


def _packed(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, text.encode(), compresslevel=6)
    return out.getvalue()


@singledispatch
def _written(piece: Piece, paper: Paper) -> str:  # noqa: ARG001 -- only tables look at the paper
    raise TypeError(f"{piece!r} cannot be written")


@_written.register
def _(piece: Line, paper: Paper) -> str:  # noqa: ARG001 -- as above
    return _paragraph(piece.style, piece.text)


@_written.register
def _(piece: Gap, paper: Paper) -> str:  # noqa: ARG001 -- as above
    return _spacer(round(piece.lines * STYLES["body"].leading * 20))


@_written.register
def _(piece: Rule, paper: Paper) -> str:  # noqa: ARG001 -- as above
    return f'<w:p><w:pPr>{RULE}<w:spacing w:before="0" w:after="400" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'


@_written.register
def _(piece: Break, paper: Paper) -> str:  # noqa: ARG001 -- as above
    return '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'


@_written.register
def _(piece: Grid, paper: Paper) -> str:
    edges = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in EDGES)
    whole = _width(paper)
    columns = [round(width * whole) for width in piece.widths]
    rows = []
    for place, row in enumerate(piece.rows):
        height = f'<w:trHeight w:val="{_twips(piece.height_mm)}" w:hRule="atLeast"/>' if piece.height_mm else ""
        kept = "<w:cantSplit/>" + height + ("<w:tblHeader/>" if place < piece.heads else "")
        cells, at = [], 0
        for cell in row:
            cells.append(_cell(cell, sum(columns[at : at + cell.span])))
            at += cell.span
        rows.append(f"<w:tr><w:trPr>{kept}</w:trPr>{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    inside = '<w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
    about = (
        f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{inside}'
    )
    table = f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    return _spacer(100) + table + _spacer(160)  # Word joins tables that touch


def _spacer(twips: int) -> str:
    return f'<w:p><w:pPr><w:keepNext/><w:spacing w:before="0" w:after="0" w:line="{twips}" w:lineRule="exact"/></w:pPr></w:p>'


def _cell(cell: Cell, width: int) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F4F4F4"/>' if cell.style != "cell" else ""
    down = "center" if not cell.foot else "top" if cell.text else "bottom"
    about = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}<w:vAlign w:val="{down}"/></w:tcPr>'
    texts = [part for part in cell.text.split("\n") if part.strip()]
    lines = [_paragraph(cell.style, text, align=cell.align) for text in texts]
    lines += [_paragraph(cell.style, text, align="right", before=24 if texts and not at else 0) for at, text in enumerate(cell.foot)]
    return f"<w:tc>{about}{''.join(lines) or _paragraph(cell.style, '')}</w:tc>"


def _paragraph(style: str, text: str, *, align: str = "", before: int = 0) -> str:
    space = f'<w:spacing w:before="{before * 20}"/>' if before else ""
    to = f'<w:jc w:val="{align}"/>' if align else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{_style_id(style)}"/>{space}{to}</w:pPr>{run}</w:p>'


def _style_id(name: str) -> str:
    """Word finds its outline by the names it gave headings itself."""
    return name.capitalize() if name.startswith("heading") else f"paper-{name}"


def _styles() -> str:
    base = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts("body")}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    return f'{HEAD}<w:styles xmlns:w="{W}">{base}{"".join(_style(name, style) for name, style in STYLES.items())}</w:styles>'


def _style(name: str, style: Style) -> str:
    called = f"heading {style.outline}" if style.outline else f"公文 {name}"
    keep = "<w:keepNext/>" if style.together else ""
    spacing = (
        f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}"'
        f' w:line="{round(style.leading * 20)}" w:lineRule="exact"/>'
    )
    first = f' w:firstLineChars="{round(style.indent * 100)}" w:firstLine="{round(style.indent * style.size * 20)}"' if style.indent else ""
    right = f' w:rightChars="{round(style.right * 100)}" w:right="{round(style.right * style.size * 20)}"' if style.right else ""
    level = f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else ""
    half = round(style.size * 2)
    bold = "<w:b/>" if style.bold and style.face != "title" else ""  # 小标宋 is heavy by itself
    return (
        f'<w:style w:type="paragraph" w:styleId="{_style_id(name)}"><w:name w:val="{called}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{keep}<w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{spacing}'
        f'<w:ind{first}{right}/><w:jc w:val="{"both" if style.align == "justify" else style.align}"/>{level}</w:pPr>'
        f'<w:rPr>{_fonts(style.face)}{bold}<w:color w:val="{style.colour}"/>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
    )


def _fonts(face: Face) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{FONTS[face][0]}" w:cs="{LATIN}" w:hint="eastAsia"/>'


def _font_table() -> str:
    written = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, others in FONTS.values()
    )
    latin = f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font>'
    return f'{HEAD}<w:fonts xmlns:w="{W}">{written}{latin}</w:fonts>'


def _settings() -> str:
    newest = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:removePersonalInformation/><w:defaultTabStop w:val="420"/>'
        f'<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>{newest}</w:compat></w:settings>'
    )


def _footer(paper: Paper) -> str:
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    dash = '<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    small = '<w:rPr><w:color w:val="555555"/><w:sz w:val="18"/></w:rPr>'
    centred = '<w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr>'
    said = escape("　".join(printable(text) for text in paper.footer))
    below = f'<w:p>{centred}<w:r>{small}<w:t xml:space="preserve">{said}</w:t></w:r></w:p>' if said else ""
    return f'{HEAD}<w:ftr xmlns:w="{W}"><w:p>{centred}{dash.format("— ")}{number}{dash.format(" —")}</w:p>{below}</w:ftr>'


def _margins(paper: Paper) -> Mapping[str, int]:
    return ACROSS_MM if paper.landscape else UPRIGHT_MM


def _width(paper: Paper) -> int:
    margins = _margins(paper)
    return _twips(PAGE_MM[1 if paper.landscape else 0] - margins["left"] - margins["right"])


def _section(paper: Paper) -> str:
    short, long = (_twips(side) for side in PAGE_MM)
    page = f'w:w="{long}" w:h="{short}" w:orient="landscape"' if paper.landscape else f'w:w="{short}" w:h="{long}"'
    margins = "".join(f' w:{side}="{_twips(size)}"' for side, size in _margins(paper).items())
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz {page}/>'
        f'<w:pgMar{margins} w:header="851" w:footer="{_twips(FOOTER_MM)}" w:gutter="0"/></w:sectPr>'
    )


def _twips(mm: float) -> int:
    return round(mm * TWIPS_MM)


def _core(paper: Paper) -> str:
    on = f"{paper.dated_on or UNDATED:%Y-%m-%d}T00:00:00Z"
    dates = "".join(f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{on}</dcterms:{name}>' for name in ("created", "modified"))
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(' '.join(printable(paper.title).split()))}</dc:title><dc:creator/><cp:lastModifiedBy/>{dates}"
        "</cp:coreProperties>"
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    known = {
        "core": (f"{package}/metadata/core-properties", "docProps/core.xml"),
        "app": (f"{R}/extended-properties", "docProps/app.xml"),
    }
    lines: Iterable[str] = (
        f"<Relationship Id={quoteattr(ident)} Type={quoteattr(known.get(kind, (f'{R}/{kind}', ''))[0])}"
        f" Target={quoteattr(target or known[kind][1])}/>"
        for ident, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{package}">{"".join(lines)}</Relationships>'


def _content_types() -> str:
    office = "application/vnd.openxmlformats-officedocument"
    parts = {
        "/word/document.xml": f"{office}.wordprocessingml.document.main+xml",
        "/word/styles.xml": f"{office}.wordprocessingml.styles+xml",
        "/word/fontTable.xml": f"{office}.wordprocessingml.fontTable+xml",
        "/word/settings.xml": f"{office}.wordprocessingml.settings+xml",
        "/word/footer1.xml": f"{office}.wordprocessingml.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": f"{office}.extended-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in parts.items())
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
