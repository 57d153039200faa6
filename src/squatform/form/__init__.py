"""Checks of form, and what is judged in an exercise."""
