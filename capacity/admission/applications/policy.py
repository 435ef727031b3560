"""Who may do what with applications."""
