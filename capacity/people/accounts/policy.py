"""Who may do what with accounts."""
