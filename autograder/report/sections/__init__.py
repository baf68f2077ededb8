"""The sections of the class report, one file each: values in, markup out."""
