/* Elementary functions of one double, the same in both builds: for data, normal deviates,
 * schedules, bias correction and pow. Own code, so that they too have the same bits everywhere. */
#ifndef SLM_KERNELS_SCALAR_MATH_H
#define SLM_KERNELS_SCALAR_MATH_H

double slm_exp64(double x);
double slm_log64(double x); /* -inf at 0, NaN below */
double slm_sin64(double x); /* |x| up to 1e5; NaN for infinities */
double slm_cos64(double x);

/* x^y with the special cases of C's pow. */
double slm_pow64(double x, double y);

#endif
