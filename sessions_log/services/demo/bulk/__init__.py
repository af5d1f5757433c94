"""Invented therapies in any number, to measure with: nobody's story, but every row is one that the app could write."""
