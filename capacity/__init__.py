"""The software a ministry uses to raise the capacity of human-rights associations.

Coordinators open calls for interest, associations apply, a committee selects about thirty of them per region, trainers
teach and record attendance, experts accompany the associations for two years while they write shadow reports to United
Nations treaty bodies. Each wing of this package is a stage of that journey, each room a feature; ``factory`` puts the
house together, ``core`` is what every room stands on.
"""

__version__ = "0.1.0"
