"""What the tests need inside the virtual machine: a compositor, windows, a keyboard in front of the user."""
