"""Measures reading and checking beside its peers on the same files and writes docs/benchmarks.md: ``make bench``."""
