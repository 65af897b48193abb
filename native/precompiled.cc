// Carries the precompiled header of a directory.
