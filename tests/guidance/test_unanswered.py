"""One value for "not answered", the same after copying and pickling."""

import copy
import pickle

from course.guidance.unanswered import UNANSWERED, Unanswered, is_unanswered


def test_it_is_one_falsy_value_that_says_what_it_is():
    assert repr(UNANSWERED) == "未作答"
    assert not UNANSWERED
    assert Unanswered() is UNANSWERED


def test_copies_are_the_same_value():
    assert copy.copy(UNANSWERED) is UNANSWERED
    assert copy.deepcopy([UNANSWERED])[0] is UNANSWERED
    assert pickle.loads(pickle.dumps(UNANSWERED)) is UNANSWERED


def test_placeholder_and_none_are_unanswered_other_empty_values_are_answers():
    assert all(is_unanswered(value) for value in (UNANSWERED, ..., None))
    assert not any(is_unanswered(value) for value in (0, "", [], False, float("nan")))
