"""Trains the reading of rounded backs, on rendered people of the calibration split."""
