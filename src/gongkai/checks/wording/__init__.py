"""Words: wrong words, repeated and copied passages, leftovers, citations, personal data."""
