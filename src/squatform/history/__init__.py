"""What is kept of athletes over weeks: sets, soreness and pain, and what they tell together."""
