"""The figures that must hold, each beside a floor or a peer measured in the same run. See docs/performance.md."""
