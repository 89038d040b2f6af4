"""Views of the public pages: look up, shape, render. Nothing is written here but a cookie."""
