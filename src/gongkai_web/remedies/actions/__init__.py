"""What happens to reviews and lawsuits."""
