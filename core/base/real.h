/* The one number type of the engine, chosen when it is built: float, or double with SLM_DOUBLE. */
#ifndef SLM_BASE_REAL_H
#define SLM_BASE_REAL_H

#include <math.h>
#include <stdint.h>

#ifdef SLM_DOUBLE
typedef double slm_real;
typedef int64_t slm_real_int; /* the integer as wide as a real: lane masks, bit patterns */
#define SLM_REAL(x) (x)
#else
typedef float slm_real;
typedef int32_t slm_real_int;
#define SLM_REAL(x) (x##f)
#endif

#define SLM_NAN      ((slm_real)NAN)
#define SLM_INFINITY ((slm_real)INFINITY)

#endif
