"""Who may do what with calls."""
