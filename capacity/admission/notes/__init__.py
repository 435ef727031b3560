"""What the coordination writes to itself about an application: notes, who is asked to read them, who follows it."""
