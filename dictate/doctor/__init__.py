"""How every part is, with the mend: for the command line, the doctor page and a bug report."""
