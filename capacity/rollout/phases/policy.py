"""Who may do what with phases."""
