"""What a class holds after grading, to hold two ways of grading against each other."""

from autograder.bridge.recording.gradebook import open_gradebook


def record_of(room):
    """Everything a class holds after grading: notebooks by bytes, scores."""
    with open_gradebook(room) as gradebook:
        scores = {
            (submission.student.id, assignment.name, grade.name): grade.auto_score
            for assignment in gradebook.assignments
            for submission in gradebook.assignment_submissions(assignment.name)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
    pages = {
        path.relative_to(room.root).as_posix(): path.read_bytes()
        for path in room.root.glob("autograded/*/*/*.ipynb")
    }
    return scores, pages
