/* The elementary functions of the engine, vectorised, its own instead of libm's, so that a result
 * has the same bits on every machine. An element's result depends on its value alone: not on its
 * place in the array, on n or on the width of the vectors.
 *
 *   function  greatest error, ulp   notes
 *             float   double
 *   exp       1.0     1.0           overflow to inf, gradual underflow to 0
 *   log       0.9     0.9           of subnormals too; log 0 = -inf, of a negative NaN
 *   tanh      3.3     3.2           odd; exactly +-1 where |x| is 9.359375 (19.4375) or more
 *   sigmoid   2.5     2.5           1 / (1 + e^-x); its left tail is as exact as the rest
 *   erf       3.6     3.5           odd; exactly +-1 where |x| is 4.0625 (6) or more
 *
 * Found over all floats, and over 12 million doubles a function; tests/core/test_vmath.c measures a
 * sample at each run and pins the bits. NaN gives NaN; its sign and payload are the machine's own.
 * The coefficients come from tests/reference/fit_coefficients.py. */
#ifndef SLM_KERNELS_VMATH_H
#define SLM_KERNELS_VMATH_H

#include "kernels/math_coefficients.h"
#include "kernels/vec.h"

#include <float.h>

/* y[i] = f(x[i]) for i < n; y may be x, but not otherwise overlap it. */
void slm_vexp(slm_real *y, const slm_real *x, size_t n);
void slm_vlog(slm_real *y, const slm_real *x, size_t n);
void slm_vtanh(slm_real *y, const slm_real *x, size_t n);
void slm_vsigmoid(slm_real *y, const slm_real *x, size_t n);
void slm_verf(slm_real *y, const slm_real *x, size_t n);
void slm_vrelu(slm_real *y, const slm_real *x, size_t n); /* exact: 0 where x <= 0, else x */

/* The same for one number. */
slm_real slm_exp1(slm_real x);
slm_real slm_log1(slm_real x);
slm_real slm_tanh1(slm_real x);
slm_real slm_sigmoid1(slm_real x);
slm_real slm_erf1(slm_real x);

#ifdef SLM_DOUBLE
#define SLM_COEFFICIENTS(name) name##_D
#define SLM_FRACTION_BITS      52
#define SLM_EXPONENT_BIAS      1023
#define SLM_SMALLEST_NORMAL    DBL_MIN
#else
#define SLM_COEFFICIENTS(name) name##_F
#define SLM_FRACTION_BITS      23
#define SLM_EXPONENT_BIAS      127
#define SLM_SMALLEST_NORMAL    FLT_MIN
#endif

/* Added to a number of less than 2^(SLM_FRACTION_BITS - 1) it leaves no room for a fraction: the
 * sum is rounded to an integer, which then stands in the lowest bits of its pattern. */
#define SLM_ROUNDER ((slm_real)((slm_real_bits)3 << (SLM_FRACTION_BITS - 1)))

/* c[0] + c[1] x + ... + c[n-1] x^(n-1) by Horner's rule. */
SLM_INLINE slm_reg slm_reg_polynomial(slm_reg x, const slm_real *c, int n) {
    slm_reg y = slm_reg_splat(c[n - 1]);
    SLM_UNROLL for (int i = n - 2; i >= 0; i--) y = y * x + slm_reg_splat(c[i]);
    return y;
}

#define SLM_POLYNOMIAL(x, c) slm_reg_polynomial((x), (c), (int)(sizeof(c) / sizeof *(c)))

/* 2^n for integers n from 1 - SLM_EXPONENT_BIAS to SLM_EXPONENT_BIAS: n + bias in the exponent. */
SLM_INLINE slm_reg slm_reg_power_of_2(slm_reg n) {
    slm_reg biased = n + slm_reg_splat(SLM_ROUNDER + SLM_EXPONENT_BIAS);
    return slm_reg_from_bits(slm_reg_bits(biased) << SLM_FRACTION_BITS);
}

/* e^x = 2^n e^r with n the integer nearest x / ln 2, so that |r| <= ln 2 / 2. */
SLM_INLINE slm_reg slm_reg_exp(slm_reg x) {
    static const slm_real tail[] = {SLM_COEFFICIENTS(SLM_EXP)};
    /* Where e^x has long overflowed or vanished; the order of the operands keeps a NaN. */
    const slm_real limit = SLM_REAL(0.75) * (SLM_EXPONENT_BIAS + SLM_FRACTION_BITS);
    x = slm_reg_min(slm_reg_splat(limit), x);
    x = slm_reg_max(slm_reg_splat(-limit), x);

    const slm_reg rounder = slm_reg_splat(SLM_ROUNDER);
    slm_reg n = (x * slm_reg_splat(SLM_COEFFICIENTS(SLM_LOG2_E)) + rounder) - rounder;
    slm_reg r = x - n * slm_reg_splat(SLM_COEFFICIENTS(SLM_LN2_HIGH));
    r = r - n * slm_reg_splat(SLM_COEFFICIENTS(SLM_LN2_LOW));
    slm_reg y = slm_reg_splat(1) + (r + r * r * SLM_POLYNOMIAL(r, tail));

    /* 2^n alone may be too large or too small for a real while the product is not. The first
     * factor is exact, so a subnormal result is rounded once. */
    slm_reg half = (n * slm_reg_splat(SLM_REAL(0.5)) + rounder) - rounder;
    return y * slm_reg_power_of_2(half) * slm_reg_power_of_2(n - half);
}

/* log x = k ln 2 + log m with x = 2^k m and sqrt(1/2) <= m < sqrt 2. With f = m - 1 (exact) and
 * s = f / (2 + f), log m = 2s + s R(s^2) = f - f^2/2 + s (f^2/2 + R): in the last form, which is
 * that of fdlibm, the rounding of s hardly counts. */
SLM_INLINE slm_reg slm_reg_log(slm_reg x) {
    static const slm_real tail[] = {SLM_COEFFICIENTS(SLM_LOG)};
    const slm_regi fraction = slm_regi_splat(((slm_real_bits)1 << SLM_FRACTION_BITS) - 1);
    const slm_regi root_half = slm_reg_bits(slm_reg_splat(SLM_REAL(0.70710678118654752)));
    const slm_reg one = slm_reg_splat(1), zero = slm_reg_splat(0);

    /* A subnormal has no exponent of its own until it is multiplied into the normal range. */
    const slm_real lift = (slm_real)((slm_real_bits)2 << SLM_FRACTION_BITS);
    slm_regi subnormal = slm_reg_lt(x, slm_reg_splat(SLM_SMALLEST_NORMAL));
    slm_reg normal = slm_reg_select(subnormal, x * slm_reg_splat(lift), x);
    slm_reg lifted = slm_reg_select(subnormal, slm_reg_splat(SLM_FRACTION_BITS + 1), zero);

    /* Moved up by one less sqrt(1/2), the exponent steps where m does. It becomes a real as the
     * lowest bits of a number that has no fraction. */
    slm_regi moved = slm_reg_bits(normal) + (slm_reg_bits(one) - root_half);
    const slm_reg whole = slm_reg_splat((slm_real)((slm_real_bits)1 << SLM_FRACTION_BITS));
    slm_regi exponent = (moved >> SLM_FRACTION_BITS) | slm_reg_bits(whole);
    slm_reg k = slm_reg_from_bits(exponent) - (whole + slm_reg_splat(SLM_EXPONENT_BIAS)) - lifted;

    slm_reg f = slm_reg_from_bits((moved & fraction) + root_half) - one;
    slm_reg s = f / (slm_reg_splat(2) + f);
    slm_reg z = s * s;
    slm_reg square = slm_reg_splat(SLM_REAL(0.5)) * f * f;
    slm_reg low = s * (square + z * SLM_POLYNOMIAL(z, tail)) +
                  k * slm_reg_splat(SLM_COEFFICIENTS(SLM_LN2_LOW));
    slm_reg y = k * slm_reg_splat(SLM_COEFFICIENTS(SLM_LN2_HIGH)) - ((square - low) - f);

    y = slm_reg_select(slm_reg_lt(x, slm_reg_splat(SLM_INFINITY)), y, x); /* infinity, NaN */
    slm_reg outside =
        slm_reg_select(slm_reg_lt(x, zero), slm_reg_splat(SLM_NAN), slm_reg_splat(-SLM_INFINITY));
    return slm_reg_select(slm_reg_le(x, zero), outside, y);
}

/* x, but no further from 0 than `limit`; keeps a NaN. */
SLM_INLINE slm_reg slm_reg_within(slm_reg x, slm_real limit) {
    return slm_reg_max(slm_reg_splat(-limit), slm_reg_min(slm_reg_splat(limit), x));
}

/* Odd functions f that tend to 1, f = 2ND / (N^2 + D^2). N/D stands for h = f / (1 + sqrt(1 -
 * f^2)); for f = tanh that is tanh(x/2), and this the formula of the double argument. It forgives:
 * near 1 errors of N and D hardly arrive in f. It is computed as 2N / (N (N/D) + D), which never
 * came out beyond 1, by two divisions instead of the choice between two forms, one for small x and
 * one for large, that would be an ulp better: as WebAssembly that takes half as long again. */
SLM_INLINE slm_reg slm_reg_double_argument(slm_reg twice_n, slm_reg d) {
    slm_reg n = twice_n * slm_reg_splat(SLM_REAL(0.5));
    return twice_n / (n * (n / d) + d);
}

SLM_INLINE slm_reg slm_reg_tanh(slm_reg x) {
    static const slm_real p[] = {SLM_COEFFICIENTS(SLM_TANH_P)};
    static const slm_real w[] = {SLM_COEFFICIENTS(SLM_TANH_W)};
    x = slm_reg_within(x, SLM_COEFFICIENTS(SLM_TANH_ONE));
    slm_reg u = x * x;
    return slm_reg_double_argument(x + x * (u * SLM_POLYNOMIAL(u, p)),
                                   slm_reg_splat(1) + u * SLM_POLYNOMIAL(u, w));
}

SLM_INLINE slm_reg slm_reg_erf(slm_reg x) {
    static const slm_real p[] = {SLM_COEFFICIENTS(SLM_ERF_P)};
    static const slm_real w[] = {SLM_COEFFICIENTS(SLM_ERF_W)};
    x = slm_reg_within(x, SLM_COEFFICIENTS(SLM_ERF_ONE));
    slm_reg u = x * x;
    return slm_reg_double_argument(x + x * SLM_POLYNOMIAL(u, p),
                                   slm_reg_splat(1) + u * SLM_POLYNOMIAL(u, w));
}

/* 1 / (1 + e^-x) for x >= 0, e^x / (1 + e^x) below: the exponential never overflows. */
SLM_INLINE slm_reg slm_reg_sigmoid_of(slm_reg x, slm_reg (*exponential)(slm_reg)) {
    const slm_reg one = slm_reg_splat(1);
    slm_reg e = exponential(-slm_reg_abs(x));
    return slm_reg_select(slm_reg_lt(x, slm_reg_splat(0)), e, one) / (one + e);
}

SLM_INLINE slm_reg slm_reg_sigmoid(slm_reg x) { return slm_reg_sigmoid_of(x, slm_reg_exp); }

#endif
