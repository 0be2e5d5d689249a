"""Errors that a user can cause."""


class CourseError(Exception):
    """One clear sentence that says what is wrong and what to do.

    The command prints it without a traceback; a notebook shows it as the last line.
    """
