"""Montenegrin writes dates and figures as its neighbours do."""

DATE_FORMAT = "d.m.Y."
SHORT_DATE_FORMAT = "d.m.Y."
DATETIME_FORMAT = "d.m.Y. H:i"
TIME_FORMAT = "H:i"
YEAR_MONTH_FORMAT = "m.Y."
MONTH_DAY_FORMAT = "d.m."
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
