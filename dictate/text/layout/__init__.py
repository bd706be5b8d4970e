"""Layouts: where lines and paragraphs end. They replace white space between words and nothing else."""
