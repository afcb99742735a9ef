"""Reading what may end a process, in a process of its own.

A library that unpacks a foreign file may ask for all the memory there is, or take the
process with it. So workbooks, Parquet and every large body are read by a worker with a
limit of memory, that is killed when it takes too long.
"""
