"""The inside of a Word document: its styles, its automatic numbers, its text and its tables."""
