"""Where do advisories and the components of the city lie, so that "who is affected" is one look-up?

``risk.sqlite`` under the home. Names are interned, versions are whole numbers within their package (``xingtu.versions.ranks``),
and matching is a join of integers.
"""
