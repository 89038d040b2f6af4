"""The whole file of a case in one piece, to be handed over or kept: a zip with digests, or one PDF."""
