"""Who may do what with associations."""
