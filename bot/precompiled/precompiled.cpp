// Gives the precompiled header an owner; see CMakeLists.txt.
