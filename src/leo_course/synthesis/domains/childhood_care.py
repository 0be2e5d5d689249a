"""What authorities report of children looked after and of children in need."""

from leo_course.synthesis.domains import childhood_in_need, childhood_looked_after


def observe(people, keys, p):
    """Rows of the two pooled views."""
    yield ("NPD_I2", "cla", None), childhood_looked_after.rows(people, keys, p)
    yield ("NPD_I2", "cin", None), childhood_in_need.rows(people, keys, p)
