"""The local page of ``myna-lint serve``: files in, the report out, nothing kept.

``security`` decides who may ask at all, ``uploads`` what may be put down, ``sessions`` whose it is
and when it goes, ``checking`` makes the report, ``app`` is the routes, ``server`` the process.
"""
