"""Pure state machines and the reconciler: (event, now) -> effects. No I/O, no clock, no chance."""
