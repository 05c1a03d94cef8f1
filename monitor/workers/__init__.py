"""Hostile bytes in, typed values out: a pool of limited processes around feeds, extract and rendering."""

from monitor.workers.pool import InProcess, WorkerPool
from monitor.workers.settings import WorkerSettings

__all__ = ["InProcess", "WorkerPool", "WorkerSettings"]
