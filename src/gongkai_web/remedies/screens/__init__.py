"""The screens of reviews and lawsuits in the back office."""
