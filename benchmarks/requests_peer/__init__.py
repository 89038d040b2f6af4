"""The same rows in a bare Django admin: a list and a page with the steps below, as its manual tells to write them."""
