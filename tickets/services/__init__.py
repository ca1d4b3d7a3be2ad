"""The verbs of the desk: each takes keyword arguments, owns its transaction, and takes ``now`` where time matters."""
