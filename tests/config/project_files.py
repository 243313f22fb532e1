import json
from pathlib import Path
from typing import Any

import yaml


class Project:
    """A root folder whose three files a test writes; dicts are dumped, text is written as it is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "config").mkdir(parents=True)
        self.settings_file = root / "settings.json"
        self.models_file = root / "config" / "models.yml"
        self.defaults_file = root / "config" / "defaults.yml"

    def write(self, settings: Any = None, models: Any = None, defaults: Any = None) -> None:
        for path, content in (
            (self.settings_file, settings),
            (self.models_file, models),
            (self.defaults_file, defaults),
        ):
            if isinstance(content, bytes):
                path.write_bytes(content)
            elif isinstance(content, str):
                path.write_text(content, encoding="utf-8")
            elif content is not None:
                dump = (
                    json.dumps(content)
                    if path.suffix == ".json"
                    else yaml.safe_dump(content, sort_keys=False)
                )
                path.write_text(dump, encoding="utf-8")

    def settings(self) -> dict[str, Any]:
        values: dict[str, Any] = json.loads(self.settings_file.read_text(encoding="utf-8"))
        return values
