"""The demonstration story: plays its scenes over JSON-2 as the people of the cast.

Only Python's standard library, so that it runs against any server of the suite that
has the cast: ``MED_URL=https://… MED_DB=… scripts/demo``.
"""
