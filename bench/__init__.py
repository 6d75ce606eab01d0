"""Measurements of vipd beside the packaged keepalived, in one run on one machine."""
