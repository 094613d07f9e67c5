"""A page becomes messages, in one of two ways with the same outcome.

`fast` decodes rows into structs whose fields have the schema's types, and encodes those: three
times as fast. It runs where the messages are the rows but for times and lines, that is without
stream maps, flattening and `nested_lists`; it learns from rows that do not fit the structs, and
those that still do not go the other way by themselves. Gateways send amounts as numbers or as
texts, flags as true or as 1, times as texts or as milliseconds, and change from row to row: none of
these forms leaves the fast way. Everything else goes through `general`, which looks at each value.
`family` decides on the way. `tests/rendering/test_fast.py` holds the two equal over generated rows
of every report.
"""
