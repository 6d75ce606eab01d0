"""The keywords of the configuration language, one declaration each."""
