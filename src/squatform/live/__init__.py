"""Coaching at a camera, while the set goes on."""
