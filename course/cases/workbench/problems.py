"""What is wrong with a spec."""


class SpecProblem(Exception):
    """A spec that cannot be carried out; the message is one Chinese sentence for the trainee."""
