"""Who may do what with sessions."""
