"""No process dies silently: what is killed is named, and named no longer once it is back."""

from functools import partial

from triage.tests.running import Desk, until


def test_a_killed_worker_beat_and_sweeper_are_noticed_and_their_return_too(desk: Desk) -> None:
    desk.environment |= {"HEARTBEAT_SECONDS": "0.5", "SILENCE_SECONDS": "4"}
    for name in ("web", "worker", "beat", "sweeper"):
        desk.start(name)
    until(lambda: ready(desk) == "ok\n", "all live", desk.log)

    for name, said in (
        ("worker", "No worker has answered for "),
        ("beat", "Beat has been silent for "),
        ("sweeper", "The sweeper has been silent for "),
    ):
        desk.kill(name)
        until(partial(only, desk, said), f"the death of the {name} is noticed", desk.log)
        assert desk.get("/livez").status == 200
        desk.start(name)
        until(lambda: ready(desk) == "ok\n", f"the {name} is back", desk.log)


def only(desk: Desk, said: str) -> bool:
    """Whether this and nothing else is said to be late."""
    return [line.startswith(said) for line in ready(desk).splitlines()] == [True]


def ready(desk: Desk) -> str:
    answer = desk.get("/readyz")
    assert (answer.status == 200) == (answer.text == "ok\n"), answer
    return answer.text
