"""The applicant's side: applying, tracking, and what else people may ask under the Regulation."""
