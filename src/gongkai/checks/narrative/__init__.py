"""The numbers claimed in prose: typed claims, each held against its parts, its ratio, the tables or last year."""
