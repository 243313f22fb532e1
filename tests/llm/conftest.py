from collections.abc import Iterator

import pytest

from llm import clients, doctor, doctor_probe, endpoints


@pytest.fixture(scope="package", autouse=True)
def patience() -> Iterator[None]:
    """Give servers of our own all the time a busy machine needs; who tests a limit sets it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clients, "CONNECT_SECONDS", 30.0)
        patch.setattr(endpoints, "PROBE_SECONDS", 30.0)
        patch.setattr(doctor_probe, "_WRITING_SECONDS", 30.0)
        patch.setitem(doctor.examine.__kwdefaults__, "seconds", 120.0)
        yield
