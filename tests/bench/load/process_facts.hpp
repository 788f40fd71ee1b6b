// What the kernel knows of another process.
#pragma once

#include <sys/types.h>
#include <time.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace bench {

// CPU time of all its threads so far, in milliseconds; as utime + stime of /proc/PID/stat, but not in ticks
// of 10 ms.
inline double cpu_ms(pid_t pid)
{
    clockid_t clock{};
    timespec t{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &t) != 0) return 0;
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

inline double resident_mib(pid_t pid)
{
    std::ifstream in("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
    }
    return 0;
}

}  // namespace bench
