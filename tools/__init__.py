"""What the developers of vipd run on their checkout; not part of the package."""
