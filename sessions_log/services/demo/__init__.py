"""The invented practice: its people, their clients' stories, and the same kind of thing in bulk. Demo mode only."""
