"""Drives the machines: one wake-up after the other, the same in production and simulation."""
