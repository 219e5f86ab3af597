"""Pure statistics of questions and marks: numbers in, numbers out; no models, no clock."""
