"""The command line: parse, call a task, print. One file a command group."""
