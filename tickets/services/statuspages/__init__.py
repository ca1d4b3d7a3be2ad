"""The vendor's status pages: read by a worker, kept in the database, copied onto tickets when they are routed.

Each kind of page has a reader: a pure function ``read(bodies, now)`` from the answers of the kind's addresses, in
their order (``kinds.KINDS``), to a ``values.Reading``. A reader raises ``values.Unusable`` with a sentence for staff
where an answer cannot be read or contradicts itself; ``kinds.read`` makes "unknown" with that reason of it, so that no
answer, however broken, is an exception to anybody else.
"""
