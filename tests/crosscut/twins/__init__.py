"""Two demo folders that differ only in what is decided and not announced, and a crawl of all that is answered."""

from tests.crosscut.twins.crawl import Pair, Walk
from tests.crosscut.twins.folders import Twin, before_the_announcement, copied
from tests.crosscut.twins.secrets import concerned, decide

__all__ = ["Pair", "Twin", "Walk", "before_the_announcement", "concerned", "copied", "decide"]
