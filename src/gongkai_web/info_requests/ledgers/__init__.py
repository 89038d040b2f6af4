"""Ledgers of requests kept elsewhere, as spreadsheets: their columns, and what each row says of a request."""
