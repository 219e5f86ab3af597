"""What can be done with questions: banks, writing, freezing, pictures, sending for review, end of life."""
