"""The facts the software ships with: territory, mechanisms, agreements, the programme, and defaults to start from.

``capacity.core.facts`` reads them; ``README.md`` beside this file names their sources and licences.
"""
