"""The site: what agencies use every day and what the public sees. It stands on ``gongkai``, the core."""
