"""The demo's pastes, one file each, and the reader of these files (``stories``)."""
