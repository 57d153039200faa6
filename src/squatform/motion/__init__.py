"""How the lifter moves: angles and positions over time, each with its uncertainty."""
