"""Reading pictures of pages with Tesseract, and telling where that is needed. Runs in the reader."""
