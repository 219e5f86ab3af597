"""What can be done with questions: banks, writing, freezing, pictures, handing in, end of life."""
