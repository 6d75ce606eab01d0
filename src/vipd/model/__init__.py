"""What the machines are configured with: resolved, frozen, without keyword names."""
