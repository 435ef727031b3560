"""Who may do what with attendance."""
