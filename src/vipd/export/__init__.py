"""Rendering of what the cores say and count into text; no sockets, no files, no clock."""
