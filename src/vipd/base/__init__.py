"""Types that every layer shares: time, addresses, ids, errors. No I/O, no policy."""
