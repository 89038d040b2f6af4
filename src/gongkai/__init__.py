"""Gongkai (公开): the work of 政府信息公开 under the Regulation (国务院令第711号), as code.

This package is the core: plain Python without a clock, a network or a database.
"""

__version__ = "0.1.0"
