"""The class report: what the class misunderstood, who needs a person, and how the marks lie."""

from autograder.report.page import class_page

__all__ = ["class_page"]
