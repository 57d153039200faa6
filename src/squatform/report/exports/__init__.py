"""Files for other programs of biomechanics."""
