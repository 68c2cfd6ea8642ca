"""How does the licence evidence of one tree come about, from its blobs to conclusions, conflicts and alarms?"""
