"""An outage simulated on a desk with a real worker is found, fault by fault, while it happens."""

from triage.tests.running import Desk


def test_a_worker_finds_the_faults_of_a_simulated_outage(desk: Desk) -> None:
    desk.environment["INCIDENT_CUSTOMERS"] = "3"
    desk.start("worker")
    desk.start("sweeper")
    numbers = "--customers 8 --faults 2 --lone 3 --seconds 2 --wait 60 --force"
    said = desk.manage("simulate_outage", *numbers.split())
    assert "2 faults, 2 found as one incident with all of its customers." in said, desk.log()
    assert "Faults that one customer alone met: 3; 0 of them in an incident." in said
    assert "still wait" not in said
    assert said.count("4 in http://127.0.0.1:") == 2
    assert "11 tickets removed" in desk.manage("demo", "--clear")
