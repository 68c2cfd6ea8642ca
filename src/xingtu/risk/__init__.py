"""Who is affected? Questions put to ``risk.sqlite``, with how fresh and how complete the answer is."""
