#include "kernels/scalar_math.h"

#include "kernels/math_coefficients.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* An unevaluated sum of two doubles, |low| at most about half an ulp of high. */
typedef struct {
    double high, low;
} pair;

enum { FRACTION_BITS = 52, BIAS = 1023 };

/* As doubles: math.h has them as floats. */
#define INFINITE     ((double)INFINITY)
#define NOT_A_NUMBER ((double)NAN)

static const double ROUNDER = 0x1.8p52; /* x + ROUNDER - ROUNDER: the integer nearest x */

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static bool is_negative(double x) { return bits_of(x) >> 63; }

static double polynomial(double x, const double *c, int n) {
    double y = c[n - 1];
    for (int i = n - 2; i >= 0; i--) y = y * x + c[i];
    return y;
}

#define POLYNOMIAL(x, c) polynomial((x), (c), (int)(sizeof(c) / sizeof *(c)))

/* 2^n for 1 - BIAS <= n <= BIAS. */
static double power_of_2(int n) { return from_bits((uint64_t)(n + BIAS) << FRACTION_BITS); }

/* x with the lower half of its digits gone: products of two such are exact. */
static double upper_half(double x) { return from_bits(bits_of(x) & 0xFFFFFFFFF8000000); }

/* a * b without an error, given that nothing overflows or becomes subnormal (Dekker 1971). */
static pair product(double a, double b) {
    double a1 = upper_half(a), a2 = a - a1, b1 = upper_half(b), b2 = b - b1;
    double high = a * b;
    return (pair){high, ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2};
}

/* a + b without an error, |a| >= |b| or a = 0. */
static pair sum(double a, double b) {
    double high = a + b;
    return (pair){high, b - (high - a)};
}

/* e^(x.high + x.low), see slm_reg_exp. */
static double exp_of(pair x) {
    static const double tail[] = {SLM_EXP_D};
    if (x.high != x.high) return x.high;
    if (x.high > 710) return INFINITE;
    if (x.high < -746) return 0;
    double n = (x.high * SLM_LOG2_E_D + ROUNDER) - ROUNDER;
    double r = x.high - n * SLM_LN2_HIGH_D; /* exact */
    double low = x.low - n * SLM_LN2_LOW_D;
    double z = r + low;
    /* The first digits of e^r = 1 + r + ... are 1 + r: their sum's rounding error is kept. */
    pair start = sum(1, r);
    double y = start.high + (start.low + (low + z * z * POLYNOMIAL(z, tail)));
    int half = (int)n / 2;
    return y * power_of_2(half) * power_of_2((int)n - half);
}

/* log x for finite x > 0 with about 11 digits more than a double has. Notation as slm_reg_log; here
 * 2s itself is kept as a pair. */
static pair log_of(double x) {
    static const double tail[] = {SLM_LOG_D};
    const uint64_t root_half = bits_of(0.70710678118654752), one = bits_of(1);
    int k = -BIAS;
    if (x < DBL_MIN) {
        x *= 0x1p53;
        k -= 53;
    }
    uint64_t moved = bits_of(x) + (one - root_half);
    k += (int)(moved >> FRACTION_BITS);
    double f = from_bits((moved & (((uint64_t)1 << FRACTION_BITS) - 1)) + root_half) - 1;

    /* s = f / (2 + f) as a pair: the quotient and what the division left over. */
    pair below = sum(2, f);
    double s = f / below.high;
    pair back = product(s, below.high);
    double s_low = ((f - back.high) - back.low - s * below.low) / below.high;

    double z = s * s;
    double rest = 2 * s_low + s * (z * POLYNOMIAL(z, tail)) + k * SLM_LN2_LOW_D;
    pair whole = sum(k * SLM_LN2_HIGH_D, 2 * s); /* the first is exact, and 0 or the larger */
    return sum(whole.high, whole.low + rest);
}

double slm_exp64(double x) { return exp_of((pair){x, 0}); }

double slm_log64(double x) {
    if (x == 0) return -INFINITE;
    if (x < 0) return NOT_A_NUMBER;
    if (!(x < INFINITE)) return x;
    return log_of(x).high;
}

static bool is_integer(double x) {
    return fabs(x) >= 0x1p52 || (fabs(x) + 0x1p52) - 0x1p52 == fabs(x);
}

static bool is_odd(double x) { return fabs(x) < 0x1p53 && is_integer(x) && !is_integer(x * 0.5); }

double slm_pow64(double x, double y) {
    if (y == 0 || x == 1) return 1;
    if (y == 1) return x;
    if (y == 2) return x * x; /* squares are many, and this is quick */
    if (x != x || y != y) return NOT_A_NUMBER;
    const double size = fabs(x);
    if (fabs(y) == INFINITE) return size == 1 ? 1 : (size > 1) == (y > 0) ? INFINITE : 0;
    if (x < 0 && size < INFINITE && !is_integer(y)) return NOT_A_NUMBER;

    double result;
    if (size == 0 || size == INFINITE) {
        result = (size == 0) == (y > 0) ? 0 : INFINITE;
    } else {
        /* |log x| >= 2^-53 unless x = 1: this y already leads to 0 or inf, and splits safely. */
        if (fabs(y) > 0x1p65) y = is_negative(y) ? -0x1p65 : 0x1p65;
        pair l = log_of(size);
        pair p = product(y, l.high);
        result = exp_of((pair){p.high, p.low + y * l.low});
    }
    return is_negative(x) && is_odd(y) ? -result : result;
}

/* sin(x + quarters pi/2). x = n pi/2 + r, |r| <= pi/4 and a little more. The first two parts of
 * pi/2 have 33 bits, so that their products with n < 2^20 are exact (Cody and Waite). */
static double sine(double x, int quarters) {
    static const double half_pi[] = {SLM_HALF_PI_D};
    static const double sin_tail[] = {SLM_SIN_D}, cos_tail[] = {SLM_COS_D};
    if (!(fabs(x) <= 0x1p20 * 1.5707963)) return NOT_A_NUMBER;
    double n = (x * SLM_TWO_OVER_PI_D + ROUNDER) - ROUNDER;
    double first = x - n * half_pi[0]; /* exact */
    pair r = sum(first, -(n * half_pi[1]));
    if (fabs(first) < fabs(n * half_pi[1])) r = sum(-(n * half_pi[1]), first);
    r.low -= n * half_pi[2];
    r = sum(r.high, r.low);

    double z = r.high * r.high, y;
    int quadrant = ((int)n + quarters) & 3;
    if (quadrant & 1) {
        pair start = sum(1, -0.5 * z);
        y = start.high + (start.low + (z * z * POLYNOMIAL(z, cos_tail) - r.high * r.low));
    } else {
        double cube = z * r.high;
        y = r.high + (cube * POLYNOMIAL(z, sin_tail) + r.low * (1 - 0.5 * z));
    }
    return quadrant & 2 ? -y : y;
}

double slm_sin64(double x) { return x == 0 ? x : sine(x, 0); }

double slm_cos64(double x) { return sine(x, 1); }
