"""What a worker tells of its progress."""

from types import SimpleNamespace

from squatform.web import work


def test_it_is_told_when_the_last_frame_is_done(monkeypatch):
    told = []
    worker = SimpleNamespace(log_event=lambda _, event: told.append(event["done"]))
    monkeypatch.setattr(work, "get_worker", lambda: worker)
    teller = work.Teller("clip", 365)
    for _ in range(365):
        teller.advance(1)
    # not each of them: hundreds of clips may run
    assert len(told) < 10
    assert told[-1] == 365
