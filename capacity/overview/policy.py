"""Who may do what with overview."""
