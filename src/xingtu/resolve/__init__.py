"""Who is who, for whom did they work that day, and what says so? Facts and declarations in; authorship and people out."""
