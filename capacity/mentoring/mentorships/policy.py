"""Who may do what with mentorships."""
