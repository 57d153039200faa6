"""Trains the correction of the pose network's bias, on rendered people of the calibration split."""
