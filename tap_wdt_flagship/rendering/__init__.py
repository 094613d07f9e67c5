"""A page becomes messages, in one of two ways with the same outcome.

`fast` decodes rows into structs whose fields have the schema's types, and encodes those: three
times as fast. It runs where the messages are the rows but for times and lines, that is without
stream maps, flattening and `nested_lists`, on pages that fit the structs; it learns from those that
do not. Everything else goes through `general`, which looks at each value. `family` decides, page by
page. `tests/rendering/test_fast.py` holds the two equal over generated rows of every report.
"""
