"""PostgreSQL as Django knows it, with two things more; see ``base.py``. Named as ENGINE by ``connections.py``."""
