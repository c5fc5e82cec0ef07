# Everything is in ./dev; `make X` is `./dev X`.
commands = demo dev build test lint bench fuzz docs clean help
.PHONY: $(commands)
.DEFAULT_GOAL = help
$(commands):
	@./dev $@
