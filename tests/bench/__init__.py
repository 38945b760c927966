"""The benchmarks behind `sopflow bench`."""
