"""config.yaml and secrets -> a frozen Config, or every mistake at once. No room below imports this one."""

from monitor.config.form import Config, FeedSettings, Form, OperatorSettings
from monitor.config.loading import load

__all__ = ["Config", "FeedSettings", "Form", "OperatorSettings", "load"]
