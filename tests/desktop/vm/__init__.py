"""A virtual machine for the desktop tests: a stock Debian kernel on this machine's own root file system.

Containers and build machines have no uinput, no input devices and often no sound in their kernel, and a kernel module
can not be loaded there. So the tests bring a kernel of their own: qemu boots Debian's, without KVM, on the root file
system of the machine it runs on, which is shared read-only (virtiofs) under a layer in memory (overlay). What is
installed here is there, under the same paths, the project and its virtual environment included; what the guest writes
is gone with it, except what it puts into $OUT.

    python -m tests.desktop.vm -- COMMAND...
"""
