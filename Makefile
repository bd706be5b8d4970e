.PHONY: run setup test uninstall
