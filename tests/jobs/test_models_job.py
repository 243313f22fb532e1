"""The doctor as a job: a look that is wanted while one is under way is made after it."""

import threading

from config.loader import ConfigLoader
from jobs import interactive, models_job


def test_a_look_wanted_meanwhile_follows(monkeypatch):
    began, go_on, looks = threading.Event(), threading.Event(), []

    def examine(*_, **__):
        looks.append("look")
        began.set()
        assert go_on.wait(100)

    monkeypatch.setattr("llm.doctor.examine", examine)
    loader = ConfigLoader()
    models_job.start_doctor(loader)
    assert began.wait(100)
    models_job.start_doctor(loader)
    go_on.set()
    job = interactive.job(models_job.DOCTOR)
    assert job.wait(100)
    assert looks == ["look"] * 2
    interactive.forget(models_job.DOCTOR)
