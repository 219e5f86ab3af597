"""Figures of speed and memory: `python -m benchmarks NAME` prints one JSON object a line."""
