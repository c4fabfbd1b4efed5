/* How good and how constant a function's results are: their distance from long double libm in units
 * of the last place, and a hash that any other bit changes. */
#ifndef SLM_TESTS_ULP_H
#define SLM_TESTS_ULP_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The format of the numbers that are measured. */
typedef enum { ULP_FLOAT, ULP_DOUBLE } ulp_format;

/* |got - want| in ulps of the format at `want`; infinite where only one is NaN, or one is infinite
 * and the other does not round to it. */
static inline double ulp_error(double got, long double want, ulp_format format) {
    double rounded = format == ULP_FLOAT ? (double)(float)want : (double)want;
    if (isnan(got) || isnan(rounded)) return isnan(got) && isnan(rounded) ? 0 : (double)INFINITY;
    if (isinf(got) || isinf(rounded)) return got == rounded ? 0 : (double)INFINITY;
    const int digits = format == ULP_FLOAT ? 24 : 53, least = format == ULP_FLOAT ? -125 : -1021;
    int exponent;
    (void)frexpl(want, &exponent);
    if (exponent < least || want == 0) exponent = least; /* subnormals share one ulp */
    return (double)fabsl(ldexpl((long double)got - want, digits - exponent));
}

/* Some systems (WebAssembly with musl, 64-bit ARM) have no long double functions better than the
 * double ones: then the reference itself is wrong by an ulp of a double or two. */
static inline double ulp_reference_error(void) {
    volatile double x = 1;
    return expl((long double)x) == (long double)exp(x) ? 2 : 0;
}

/* The same bits, or both NaN. */
static inline bool ulp_same(double a, double b) {
    uint64_t bits_a, bits_b;
    memcpy(&bits_a, &a, sizeof a);
    memcpy(&bits_b, &b, sizeof b);
    return bits_a == bits_b || (isnan(a) && isnan(b));
}

enum { ULP_SAMPLES = 1 << 17 };

/* Sample i of a sweep: a bit pattern of the format, all of them evenly. The golden ratio's
 * multiples are spread as evenly as may be, and their low bits as well as their high ones. */
static inline double ulp_pattern(size_t i, ulp_format format) {
    uint64_t bits = (uint64_t)i * 0x9E3779B97F4A7C15u;
    double wide;
    if (format == ULP_FLOAT) {
        uint32_t half = (uint32_t)(bits >> 32);
        float narrow;
        memcpy(&narrow, &half, sizeof narrow);
        wide = (double)narrow;
    } else {
        memcpy(&wide, &bits, sizeof wide);
    }
    return wide;
}

/* FNV-1a of 64 bits over the bytes of results; begin with ULP_HASH. */
#define ULP_HASH 0xCBF29CE484222325u

/* Every NaN counts as the same: its sign and payload are the machine's own. */
static inline uint64_t ulp_hash(uint64_t hash, double result) {
    uint64_t bits = 0x7FF8000000000000u;
    if (!isnan(result)) memcpy(&bits, &result, sizeof bits);
    for (int byte = 0; byte < 8; byte++)
        hash = (hash ^ (bits >> (8 * byte) & 0xFF)) * 0x100000001B3u;
    return hash;
}

#endif
