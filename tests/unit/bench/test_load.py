"""The large configuration of the bench is what it claims to be."""

from bench.load import LINES_A_SERVICE, services_conf
from tests.support.configs import read


def test_generated_configuration_is_good_and_of_the_promised_length() -> None:
    text = services_conf(300)
    assert len(text.splitlines()) == 3 + 300 * LINES_A_SERVICE
    loaded = read(text, testing=True)
    assert {found.code for found in loaded.diagnostics} <= {"C901"}
    services = loaded.daemon.lvs.virtual_servers
    assert len(services) == 300
    assert sum(len(service.real_servers) for service in services) == 1200
