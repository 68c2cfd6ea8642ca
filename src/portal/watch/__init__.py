"""Which risks does the city see in its open source, who is told, and who decides on them?"""
