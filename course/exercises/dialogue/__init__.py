"""Dialogues: a conversation as a graph with state, replayed from the replies that were chosen."""
