"""An edition in, a folder of pages out that any web server can serve: every edition, an index, Atom and JSON Feed."""

from monitor.deliver.archive.channel import ArchiveChannel, edition_path

__all__ = ["ArchiveChannel", "edition_path"]
