"""Regions and agencies as a spreadsheet: a template, an export, and an import that says what it did not understand."""
