"""The entries once more, for Wagtail's own search in the database to index."""
