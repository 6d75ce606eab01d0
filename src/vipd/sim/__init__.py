"""A world in memory: the engine of production on simulated networks, kernels and clocks.

Everything here is a function of a scenario and its seed: no socket, no clock, no global source of
randomness. The same seed gives the same trace, on any machine.
"""
