"""Processes: the supervisor, the vrrp child and what passes between them."""
