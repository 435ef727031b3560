"""Who may do what with certificates."""
