"""The commands: arguments, exit codes and text for people."""
