"""What is asked of requests. Nothing here writes."""
