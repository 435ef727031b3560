"""Who may do what with shadow_reports."""
