"""What tests of several kinds share: oracles, interpreters, namespaces, captures."""
