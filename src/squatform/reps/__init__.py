"""Repetitions and their phases."""
