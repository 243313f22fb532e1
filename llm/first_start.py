"""What happens when the app starts for the first time and no model server answers."""

from typing import Any, Protocol

from llm import embedded, health


class Settings(Protocol):
    """What is needed of `config.loader.ConfigLoader`."""

    def embedded_decided(self) -> bool:
        """Whether the analyst or the environment has said anything about the embedded engine."""

    def get_merged_config(self) -> dict[str, Any]:
        """Return the whole configuration."""

    def save_settings(self, changes: dict[str, Any]) -> None:
        """Write settings."""


def switch_on_embedded(settings: Settings) -> str | None:
    """Switch the embedded engine on where nobody has decided and no server answers; say so, else None."""
    if settings.embedded_decided():
        return None
    config = settings.get_merged_config()
    engine = embedded.configured_engine(config)
    if not embedded.installed() or not engine.models() or health.anyone_answers(config):
        return None
    settings.save_settings({"embedded.enabled": True})
    return (
        "Neither LM Studio nor Ollama answers, so the starter model is switched on. It shows how things "
        "work, but it is no writer: start LM Studio or Ollama for real answers; the switch is in the sidebar."
    )
