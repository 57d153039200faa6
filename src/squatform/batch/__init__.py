"""Many clips, on one machine or on many: each gets one whole result or a reason."""
