"""Set-up and maintenance scripts; none is part of the program."""
