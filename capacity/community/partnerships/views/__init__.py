"""Pages of agreements."""

from capacity.community.partnerships.views import listed, record, steps
from capacity.community.partnerships.views.room import bp
from capacity.community.partnerships.views.words import ACTION_WORDS, OBJECT_WORDS, PROVIDES, STEPS, WAYS, WORDS

__all__ = ["ACTION_WORDS", "OBJECT_WORDS", "PROVIDES", "STEPS", "WAYS", "WORDS", "bp", "listed", "record", "steps"]
