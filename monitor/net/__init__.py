"""The only door to the network: a guarded session, address rules, deadlines."""

from monitor.net.address import without_secrets
from monitor.net.deadline import Deadline, hurry
from monitor.net.post import check_address, post
from monitor.net.resolve import Resolver
from monitor.net.session import Exchange, Session, shared_session
from monitor.net.settings import NetSettings

__all__ = [
    "Deadline",
    "Exchange",
    "NetSettings",
    "Resolver",
    "Session",
    "check_address",
    "hurry",
    "post",
    "shared_session",
    "without_secrets",
]
