"""What a notebook may import from `course` is there."""

import course


def test_every_public_name_can_be_imported() -> None:
    assert course.__all__ == sorted(course.__all__)
    for name in course.__all__:
        assert getattr(course, name) is not None


def test_an_unknown_name_is_told() -> None:
    try:
        course.quizz  # noqa: B018
    except AttributeError as error:
        assert "quizz" in str(error)
    else:
        raise AssertionError("an unknown name was found")
