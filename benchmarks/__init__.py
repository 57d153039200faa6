"""Benchmarks that anyone can run; every figure is a ratio or a size measured in one run."""
