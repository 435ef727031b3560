"""Who may do what with mechanisms."""
