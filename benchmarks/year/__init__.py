"""A year of a district, day by day: is everybody told in time, once, and of nothing done?"""
