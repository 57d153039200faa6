"""The studio renders people squatting, with the exact truth of every frame beside the clip.

It is a tool for making test material: squatform neither needs it nor imports it, and the studio
imports nothing of squatform's measuring code, so that the truth owes nothing to what it judges.
"""
