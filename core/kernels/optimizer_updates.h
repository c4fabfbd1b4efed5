/* What an optimizer does to one array of weights, given their gradient: element by element, so
 * that the compiler's vectors give the same bits as one number after the other. The formulas are
 * stated with slm_optimizer in training/training.h. The arrays do not overlap. */
#ifndef SLM_KERNELS_OPTIMIZER_UPDATES_H
#define SLM_KERNELS_OPTIMIZER_UPDATES_H

#include "base/real.h"

#include <stddef.h>

/* w -= lr (g + decay w) */
void slm_update_sgd(slm_real *w, const slm_real *g, size_t n, slm_real lr, slm_real decay);

/* b = momentum b + (g + decay w);  w -= lr b */
void slm_update_momentum(slm_real *w, slm_real *b, const slm_real *g, size_t n, slm_real lr,
                         slm_real momentum, slm_real decay);

typedef struct {
    slm_real beta1, beta2, eps;
    slm_real fresh1, fresh2; /* 1 - beta1, 1 - beta2, rounded once */
    slm_real l2;             /* added to the gradient as l2 w */
    slm_real keep;           /* w is first multiplied by this: 1 - lr decay */
    slm_real step;           /* lr / (1 - beta1^t) */
    slm_real correction;     /* 1 / sqrt(1 - beta2^t) */
} slm_adam;

/* m, v: the running means of g and g^2;  w = keep w - step m / (sqrt(v) correction + eps) */
void slm_update_adam(slm_real *w, slm_real *m, slm_real *v, const slm_real *g, size_t n,
                     const slm_adam *adam);

#endif
