"""Who may do what with territory."""
