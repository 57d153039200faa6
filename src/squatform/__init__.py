"""squatform checks squat form from video, repetition by repetition."""
