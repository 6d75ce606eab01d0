"""Names of dumps, by the table of keepalived 2.4 (observed)."""

import pytest

from vipd.model.settings import Dumps
from vipd.proc.dump_files import DumpFile, dump_path

DATA = (
    DumpFile.VRRP_DATA,
    DumpFile.PARENT_DATA,
    DumpFile.CHECKER_DATA,
    DumpFile.BFD_DATA,
)


@pytest.mark.parametrize(
    ("file", "path"),
    [
        (DumpFile.VRRP_DATA, "/t/keepalived.data"),
        (DumpFile.CHECKER_DATA, "/t/keepalived_check.data"),
        (DumpFile.BFD_DATA, "/t/keepalived_bfd.data"),
        (DumpFile.PARENT_DATA, "/t/keepalived_parent.data"),
        (DumpFile.STATISTICS, "/t/keepalived.stats"),
        (DumpFile.JSON, "/t/keepalived.json"),
    ],
)
def test_dump_path_without_settings_is_keepaliveds_name(file: DumpFile, path: str) -> None:
    assert dump_path(file, Dumps(), "/t") == path


@pytest.mark.parametrize(
    ("configured", "paths"),
    [
        ("/d/my.data", ("/d/my.data", "/d/my_parent.data", "/d/my_check.data", "/d/my_bfd.data")),
        (
            "/d/",
            (
                "/d/keepalived.data",
                "/d/keepalived_parent.data",
                "/d/keepalived_check.data",
                "/d/keepalived_bfd.data",
            ),
        ),
        ("/d/noext", ("/d/noext", "/d/noext_parent", "/d/noext_check", "/d/noext_bfd")),
        ("/x.d/noext", ("/x.d/noext", "/x.d/noext_parent")),
        ("/d/a.b.c", ("/d/a.b.c", "/d/a.b_parent.c")),
        ("/d/end.", ("/d/end.", "/d/end_parent.")),
        ("/d/.hid", ("/d/.hid", "/d/_parent.hid")),
        ("/my.data", ("/my.data", "/my_parent.data")),
        ("rel.data", ("/t/rel.data", "/t/rel_parent.data")),
        ("sub/rel.data", ("/t/rel.data", "/t/rel_parent.data")),
        ("sub/", ("/t/keepalived.data", "/t/keepalived_parent.data")),
    ],
)
def test_dump_path_of_data_has_the_process_before_the_last_dot(
    configured: str, paths: tuple[str, ...]
) -> None:
    dumps = Dumps(state=configured)
    assert tuple(dump_path(file, dumps, "/t") for file in DATA)[: len(paths)] == paths


@pytest.mark.parametrize(
    ("instance", "namespace", "paths"),
    [
        (None, None, ("/t/keepalived.data", "/t/keepalived_parent.data")),
        ("inst1", None, ("/t/keepalived.inst1.data", "/t/keepalived_parent.inst1.data")),
        (None, "nsA", ("/t/keepalived.nsA.data", "/t/keepalived_parent.nsA.data")),
        ("inst1", "nsA", ("/t/keepalived.nsA_inst1.data", "/t/keepalived_parent.nsA_inst1.data")),
    ],
)
def test_dump_path_with_instance_has_it_behind_the_process(
    instance: str | None, namespace: str | None, paths: tuple[str, ...]
) -> None:
    dumps = Dumps(instance_in_names=True)
    found = [
        dump_path(file, dumps, "/t", instance=instance, namespace=namespace) for file in DATA[:2]
    ]
    assert tuple(found) == paths


def test_dump_path_without_ending_has_the_instance_at_its_end() -> None:
    dumps = Dumps(state="/d/noext", instance_in_names=True)
    assert dump_path(DumpFile.PARENT_DATA, dumps, "/t", instance="i") == "/d/noext_parent.i"


def test_dump_path_has_no_instance_unless_asked_for() -> None:
    assert dump_path(DumpFile.JSON, Dumps(), "/t", instance="i") == "/t/keepalived.json"


def test_dump_path_of_statistics_and_json_follows_the_same_rules() -> None:
    dumps = Dumps(statistics="/d/my.st", json="sub/my", instance_in_names=True)
    assert dump_path(DumpFile.STATISTICS, dumps, "/t", instance="i") == "/d/my.i.st"
    assert dump_path(DumpFile.JSON, dumps, "/t", instance="i") == "/t/my.i"
    assert dump_path(DumpFile.VRRP_DATA, dumps, "/t", instance="i") == "/t/keepalived.i.data"
