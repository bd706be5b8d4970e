"""Breaks the real session on purpose, again and again, and asks each time whether a word was lost or typed twice.

See docs/testing-faults.md.
"""
