"""Who may do what with rounds."""
