"""What runs inside the jail, beside the students' code: no reference and no answer is there."""
