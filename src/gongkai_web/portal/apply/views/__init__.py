"""Pages of the applicant."""
