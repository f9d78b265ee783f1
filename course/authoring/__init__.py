"""Authoring: from a chapter's text and banks to master, source and release."""
