// glibc 2.35 gave hypot and hypotf a new version of their symbols, and Swift's overlay of glibc refers to both in every program. With these
// in their place, a program that is linked on a newer glibc starts on the 2.34 of provided.al2023. hypotl kept its version.
extern long double hypotl(long double, long double);

__attribute__((visibility("hidden"))) double hypot(double x, double y) { return (double)hypotl(x, y); }
__attribute__((visibility("hidden"))) float hypotf(float x, float y) { return (float)hypotl(x, y); }
