"""What `make run` does, with nothing but Python, make and git on the machine. Standard library only."""
