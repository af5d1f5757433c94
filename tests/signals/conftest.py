from hypothesis import settings

settings.register_profile("no_clock", deadline=None)  # a busy machine is not a bug
settings.load_profile("no_clock")
