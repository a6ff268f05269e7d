"""What is requisitioned and reported, as rules and arithmetic: standard library only."""
