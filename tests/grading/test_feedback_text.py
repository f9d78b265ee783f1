"""Words on the feedback page: ids of our facts go, numbers of documents stay."""

from __future__ import annotations

from course.grading.feedback.text import markdown


def test_ids_of_facts_go_and_numbers_of_documents_stay() -> None:
    shown = str(markdown("见银监保消保发〔2022〕10号，停钟不计〔F5.3-2〕。"))
    assert "见银监保消保发〔2022〕10号，停钟不计。" in shown
