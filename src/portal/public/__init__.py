"""What does everybody see: libraries, rankings, the star chart, open data?"""
