"""Which repository and which of its trees are meant? See ``xingtu.collect.asked``, which licences and risk share."""

from xingtu.collect.asked import HEAD, Asked, Tree, asked, tree_of

__all__ = ["HEAD", "Asked", "Tree", "asked", "tree_of"]
