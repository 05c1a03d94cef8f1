"""The four jobs: each takes work from the store and records the result there; they never call each other."""

from monitor.pipeline.poll import PollJob
from monitor.pipeline.publish import PublishJob
from monitor.pipeline.read import ReadJob
from monitor.pipeline.send import SendJob
from monitor.pipeline.tally import Tally

__all__ = ["PollJob", "PublishJob", "ReadJob", "SendJob", "Tally"]
