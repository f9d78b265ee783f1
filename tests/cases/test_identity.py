"""Who the trainee is, and seeds that depend on exactly what they should."""

from hypothesis import given
from hypothesis import strategies as st

from course.cases.identity import COURSE_ID, WORLD_VERSION, current_trainee, data_id, seed

TEXT = st.text(max_size=12)


def test_the_grader_comes_before_the_hub_and_the_hub_before_the_variable():
    environ = {"COURSE_TRAINEE": "c", "JUPYTERHUB_USER": "b", "COURSE_GRADED_TRAINEE": "a"}
    assert current_trainee(environ) == "a"
    del environ["COURSE_GRADED_TRAINEE"]
    assert current_trainee(environ) == "b"
    del environ["JUPYTERHUB_USER"]
    assert current_trainee(environ) == "c"
    assert current_trainee({}) == "demo"


def test_blank_values_count_as_not_set():
    assert (
        current_trainee({"COURSE_GRADED_TRAINEE": "", "JUPYTERHUB_USER": "  ", "COURSE_TRAINEE": " li "})
        == "li"
    )


def test_seeds_and_ids_are_the_recorded_ones():
    # Submitted work rests on these values: a change here is a new world version.
    assert (COURSE_ID, WORLD_VERSION) == ("finserv", 1)
    assert seed("ch01", "demo", "plan") == SEED
    assert data_id("ch01", "demo") == "ch01:w1:demo"


@given(st.tuples(TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT))
def test_different_parts_never_share_a_seed(a, b):
    assert (seed(*a) == seed(*b)) == (a == b)


@given(TEXT)
def test_a_seed_has_at_most_128_bits_and_depends_on_the_world(trainee):
    value = seed("ch01", trainee, "plan")
    assert 0 <= value < 2**128
    assert value != seed("ch01", trainee, "plan", world=WORLD_VERSION + 1)


def test_an_undecodable_user_name_still_has_a_seed():
    assert seed("ch01", "\udcff", "plan") != seed("ch01", "\udcfe", "plan")


SEED = 288670441153372789963709652537174586297
