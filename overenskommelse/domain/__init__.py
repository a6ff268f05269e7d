"""What is agreed, as rules and arithmetic: standard library only."""
