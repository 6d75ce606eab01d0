import os
import resource

from vipd.export.line import Line
from vipd.linux.caps import Capability, effective
from vipd.proc.limits import permit_descriptors
from vipd.proc.log import Log


class Memory:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, _ident: str, line: Line) -> None:
        self.texts.append(line.text)


def limits_after(limits: tuple[int, int], instances: int) -> tuple[int, int, list[str]]:
    """Return soft and hard limit, and what was said, in a process that began with ``limits``."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            memory = Memory()
            permit_descriptors(instances, Log("", (memory,), detail=True))
            now = resource.getrlimit(resource.RLIMIT_NOFILE)
            os.write(writer, "\n".join([*map(str, now), *memory.texts]).encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    soft, hard, *said = os.read(reader, 4096).decode().split("\n")
    os.close(reader)
    return int(soft), int(hard), said


def test_descriptors_that_suffice_are_left_alone() -> None:
    assert limits_after((256, 512), 10) == (256, 512, [])


def test_descriptors_are_raised_to_what_the_instances_need() -> None:
    assert limits_after((256, 4096), 1000) == (2128, 4096, ["Set open file limit to 2128:4096."])


def test_descriptors_beyond_the_hard_limit_are_a_matter_of_privilege() -> None:
    if Capability.CAP_SYS_RESOURCE in effective():
        assert limits_after((256, 300), 1000)[:2] == (2128, 2128)
    else:
        said = ["Failed to set open file limit to 2128:2128"]
        assert limits_after((256, 300), 1000) == (300, 300, said)
