"""What has the city registered: records, libraries, leads, and what people claim as theirs?"""
