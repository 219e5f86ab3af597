"""Work that outlives a request. A job is a row; the broker only rings a bell for it.

Register work with `config.jobs.registry.job`, hand it over with `config.jobs.services.enqueue`.
"""
