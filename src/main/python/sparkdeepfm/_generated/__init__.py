# Written by tools/generate.py from the Java classes that have Params.
# Edit that and run src/test/python/run.sh generate.
