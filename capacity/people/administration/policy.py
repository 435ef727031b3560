"""Who may do what with administration."""
