"""How the database came to be, a step a file; run by `squatform.history.database`."""
