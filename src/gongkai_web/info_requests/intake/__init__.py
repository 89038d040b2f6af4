"""Mail of an agency's box, taken in by IMAP: stored whole, then read, then matched; see README.md."""
