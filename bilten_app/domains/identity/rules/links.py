"""How long mailed links last."""

from collections.abc import Mapping
from datetime import timedelta

from bilten_app.domains.identity.public import LinkPurpose

LASTS: Mapping[LinkPurpose, timedelta] = {
    LinkPurpose.verify: timedelta(days=2),
    LinkPurpose.reset: timedelta(hours=1),
    LinkPurpose.change: timedelta(hours=24),
    LinkPurpose.undo: timedelta(days=7),
}
