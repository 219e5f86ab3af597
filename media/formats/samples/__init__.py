"""Files made in code: good, odd and hostile ones, for the conformance suite, demonstrations and benchmarks."""
