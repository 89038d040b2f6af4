"""Reads that shape the public pages."""
