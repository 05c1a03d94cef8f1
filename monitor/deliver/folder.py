"""A delivery in, files in a folder out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from monitor.deliver.atomic import file_name, write
from monitor.deliver.reading import mail_parts
from monitor.deliver.settings import FileSettings
from monitor.model import Delivery

ENDINGS = {"json": "json", "markdown": "md", "chat": "txt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChannel:
    """A folder that gets `DIGEST-EDITION-RECIPIENT.eml`, `.html` and `.txt`; a repeat writes the same files again."""

    name: str
    settings: FileSettings

    def send(self, delivery: Delivery) -> str:
        """Write the message in every form asked for; where it is. Raises DeliveryError."""
        folder = Path(self.settings.folder)
        stem = f"{file_name(delivery.digest)}-{delivery.edition}-{file_name(delivery.recipient)}"
        files = self._files(delivery)
        for ending, data in files.items():
            write(folder / f"{stem}.{ending}", data)
        return f"written to {folder / stem}.{{{','.join(files)}}}"

    def _files(self, delivery: Delivery) -> dict[str, bytes]:
        if delivery.kind != "mail":
            return {ENDINGS[delivery.kind]: delivery.payload}
        parts = mail_parts(delivery.payload)
        forms = {"eml": delivery.payload, "html": _encoded(parts.html), "txt": _encoded(parts.text)}
        return {ending: data for ending, data in forms.items() if ending in self.settings.formats and data is not None}


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "replace")
