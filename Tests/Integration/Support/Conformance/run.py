"""Runs the scenario of one service against the local cloud, and prints what was found as JSON.

    run.py SERVICE [PROTOCOL]

A scenario is a module with the service's name here, whose `run(checker)` calls every operation that the local cloud supports.
"""
import importlib, sys

import botocore.model
from checker import Checker

service, *protocol = sys.argv[1:]
if protocol:
    # The only protocol that clients may choose.
    botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = tuple(protocol)
checker = Checker()
importlib.import_module({"lambda": "functions"}.get(service, service)).run(checker)
checker.report()
