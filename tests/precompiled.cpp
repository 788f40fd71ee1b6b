// Gives the tests' precompiled header an owner: main.cpp cannot be it, since it makes doctest's own code from
// the same header.
