"""A docx of a letter → PDF, without an office program: read into blocks, set by typst with the core's fonts."""
