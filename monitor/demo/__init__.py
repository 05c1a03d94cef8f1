"""The built-in newsroom: invented outlets and articles on loopback, a mailbox, and the whole job run against them."""

from __future__ import annotations

from monitor.demo.mailbox import Mailbox
from monitor.demo.newsroom import Newsroom
from monitor.demo.press import Label, Outlet, Piece, outlets, pieces
from monitor.demo.run import run

__all__ = ["Label", "Mailbox", "Newsroom", "Outlet", "Piece", "outlets", "pieces", "run"]
