"""Who may do what with review."""
