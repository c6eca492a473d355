"""Our side beside the raw side, in the same run: ratios, since machines differ. Run with `python -m benchmarks`."""
