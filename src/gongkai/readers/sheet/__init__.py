"""The inside of a spreadsheet: values as a person sees them, simple formulas, and the blocks of a sheet."""
