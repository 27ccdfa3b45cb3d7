"""A vault as a whole: opening, ways in, care, moving in and out, its end."""
