#include "kernels/scalar_math.h"

#include "kernels/math_coefficients.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define POLYNOMIAL(x, c) polynomial((x), (c), (int)(sizeof(c) / sizeof *(c)))

static double polynomial(double x, const double *c, int n) {
    double y = c[n - 1];
    for (int i = n - 2; i >= 0; i--) y = y * x + c[i];
    return y;
}

static double power_of_2(int n) {
    uint64_t bits = (uint64_t)(n + 1023) << 52;
    double y;
    memcpy(&y, &bits, sizeof y);
    return y;
}

/* The integer nearest x, |x| < 2^51: adding 1.5 * 2^52 leaves no room for a fraction. */
static double nearest(double x) { return (x + 0x1.8p52) - 0x1.8p52; }

/* e^(x + low) = 2^n e^r, |r| <= ln 2 / 2; 2^n in two factors, as it alone may not fit. */
static double exp_sum(double x, double low) {
    static const double tail[] = {SLM_EXP_D};
    if (x != x) return x;
    if (x > 800) return INFINITY;
    if (x < -800) return 0;
    double n = nearest(x * SLM_LOG2_E_D);
    double r = ((x - n * SLM_LN2_HIGH_D) - n * SLM_LN2_LOW_D) + low;
    double y = 1 + (r + r * r * POLYNOMIAL(r, tail));
    int half = (int)n / 2;
    return y * power_of_2(half) * power_of_2((int)n - half);
}

double slm_exp64(double x) { return exp_sum(x, 0); }

/* x = 2^k m with sqrt(1/2) <= m < sqrt 2, x positive and finite. */
static double split(double x, int *k) {
    double scale = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        scale = 54;
    }
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    uint64_t moved = bits + (0x3FF0000000000000u - 0x3FE6A09E667F3BCDu);
    *k = (int)(moved >> 52) - 1023 - (int)scale;
    bits = (moved & 0xFFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double slm_log64(double x) {
    static const double tail[] = {SLM_LOG_D};
    if (x != x || x == INFINITY) return x;
    if (x <= 0) return x == 0 ? -INFINITY : NAN;
    int k;
    double f = split(x, &k) - 1, s = f / (2 + f), z = s * s, square = 0.5 * f * f;
    double low = s * (square + z * POLYNOMIAL(z, tail)) + k * SLM_LN2_LOW_D;
    return k * SLM_LN2_HIGH_D - ((square - low) - f);
}

/* sin or cos of x = q pi/2 + r, |r| <= pi / 4: the quarter says which, and with what sign. */
static double circular(double x, int quarter) {
    static const double half_pi[] = {SLM_HALF_PI_D};
    static const double sine[] = {SLM_SIN_D}, cosine[] = {SLM_COS_D};
    if (x - x != 0) return NAN;
    double q = nearest(x * SLM_TWO_OVER_PI_D);
    double r = ((x - q * half_pi[0]) - q * half_pi[1]) - q * half_pi[2], z = r * r;
    quarter = (int)((int64_t)q + quarter) & 3;
    double y =
        quarter & 1 ? 1 - z / 2 + z * z * POLYNOMIAL(z, cosine) : r + r * z * POLYNOMIAL(z, sine);
    return quarter & 2 ? -y : y;
}

double slm_sin64(double x) { return circular(x, 0); }
double slm_cos64(double x) { return circular(x, 1); }

/* a * b = product + the error that is returned (Dekker): halves of 26 bits multiply exactly. */
static double product_error(double a, double b, double product) {
    double t = 134217729.0 * a, a1 = t - (t - a), a0 = a - a1;
    double u = 134217729.0 * b, b1 = u - (u - b), b0 = b - b1;
    return ((a1 * b1 - product) + a1 * b0 + a0 * b1) + a0 * b0;
}

/* |x|^y for whole y that are not large: by squaring, which is exact where the result is. */
static double whole_power(double x, double y) {
    unsigned n = (unsigned)fabs(y);
    double result = 1;
    for (; n; n >>= 1, x *= x)
        if (n & 1) result *= x;
    return y < 0 ? 1 / result : result;
}

static double positive_power(double x, double y) {
    if (fabs(y) <= 64 && y == nearest(y)) return whole_power(x, y);
    double l = slm_log64(x);
    if (fabs(y) > 1e18 || l - l != 0) return exp_sum(y * l, 0);
    double p = y * l;
    return exp_sum(p, fabs(p) < 800 ? product_error(y, l, p) : 0);
}

double slm_pow64(double x, double y) {
    if (y == 0 || x == 1) return 1;
    if (x != x || y != y) return NAN;
    double size = fabs(x);
    if (fabs(y) == INFINITY) return size == 1 ? 1 : (size > 1) == (y > 0) ? INFINITY : 0;
    bool whole = fabs(y) >= 0x1p52 || y == nearest(y);
    bool odd = whole && fabs(y) < 0x1p53 && ((int64_t)y & 1);
    if (x < 0 && !whole && size < INFINITY) return NAN;
    double r = size == 0          ? (y > 0 ? 0 : INFINITY)
               : size == INFINITY ? (y > 0 ? INFINITY : 0)
                                  : positive_power(size, y);
    return odd && signbit(x) ? -r : r;
}
