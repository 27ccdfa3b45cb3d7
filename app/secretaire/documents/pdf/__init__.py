"""Reading a PDF page: what it says in what order, what its parts are, and what it says that nobody sees."""
