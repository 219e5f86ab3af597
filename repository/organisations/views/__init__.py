"""What people see of people and places; one module per page family."""
