/* The elementary functions of one double, in both builds of the engine: for data, normal deviates,
 * schedules and bias correction. Own code, so that the bits are the same on every machine.
 *
 *   function  greatest error, ulp
 *   exp       0.76
 *   log       0.55
 *   pow       0.73 for results between 1e-9 and 1e9, 30 towards overflow and underflow
 *   sin, cos  1.1 for |x| <= 2^20 pi/2
 *
 * tests/core/test_vmath.c measures them. NaN gives NaN unless a line below says otherwise. */
#ifndef SLM_KERNELS_SCALAR_MATH_H
#define SLM_KERNELS_SCALAR_MATH_H

/* e^x; subnormal results too, then 0; inf where it overflows. */
double slm_exp64(double x);

/* The natural logarithm; -inf of +-0, NaN of a negative number, subnormals included. */
double slm_log64(double x);

/* x^y with every special case of C11 F.10.4.4: 1 for y = 0 or x = 1 even when the other is NaN, a
 * sign only for odd integers y, NaN for a negative finite x and a finite y that is no integer. */
double slm_pow64(double x, double y);

/* Of radians. NaN for infinities, and where |x| > 2^20 pi/2, about 1.6e6: there the reduction to
 * one turn would have no digits left to promise. */
double slm_sin64(double x);
double slm_cos64(double x);

#endif
