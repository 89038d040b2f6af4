"""SQLite as Django knows it, with one thing more; see ``base.py``. Named as ENGINE by ``connections.py``."""
