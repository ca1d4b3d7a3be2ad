"""What the answer says beside the call: state, limits, faults of the server, success that is none."""
