from vipd.proc.daemon import wrapped_command_line


def test_command_line_is_quoted_word_by_word() -> None:
    assert wrapped_command_line(("/usr/sbin/keepalived", "-D", "a b")) == (
        "Command line: '/usr/sbin/keepalived' '-D' 'a b'",
    )


def test_command_line_too_long_is_wrapped_and_indented() -> None:
    lines = wrapped_command_line(("x" * 40, "y" * 40, "z" * 40))
    assert lines == (
        f"Command line: '{'x' * 40}'",
        f"{' ' * 14}'{'y' * 40}'",
        f"{' ' * 14}'{'z' * 40}'",
    )


def test_command_line_with_an_endless_word_is_not_wrapped_for_nothing() -> None:
    assert wrapped_command_line(("x" * 200,)) == (f"Command line: '{'x' * 200}'",)
