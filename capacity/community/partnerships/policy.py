"""Who may do what with partnerships."""
