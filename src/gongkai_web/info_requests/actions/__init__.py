"""What happens to requests. Every change of state goes through ``steps.take``."""
