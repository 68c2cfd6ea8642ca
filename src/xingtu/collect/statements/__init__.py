"""How are statements (VEX documents) that others wrote taken in?"""
