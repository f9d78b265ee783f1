"""The one exception of the demo: a sentence for the person at the terminal."""


class DemoError(Exception):
    """A problem that stops the demo; its text is one clear Chinese sentence that says what to do."""
