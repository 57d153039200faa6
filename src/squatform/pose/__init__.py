"""Pose estimation: models, landmarks of a frame, landmarks over time."""
