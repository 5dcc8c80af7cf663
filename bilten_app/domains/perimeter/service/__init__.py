"""What can be done about networks, and how a process keeps them out."""

from bilten_app.domains.perimeter.service.ruling import bar_all, lift, rule
from bilten_app.domains.perimeter.service.watch import Watch

__all__ = ["Watch", "bar_all", "lift", "rule"]
