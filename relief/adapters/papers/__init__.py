"""Papers: PDF by typst, DOCX by python-docx, from the text of a sheet alone."""
