"""Health, readiness, metrics and the unsubscribe pages, on the standard library's WSGI server."""

from monitor.web.pulse import Pulse
from monitor.web.server import serving

__all__ = ["Pulse", "serving"]
