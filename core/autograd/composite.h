/* Operations made of others. They record several nodes, because each step is worth seeing: of a
 * mean squared error, the repeated operand of d * d. */
#ifndef SLM_AUTOGRAD_COMPOSITE_H
#define SLM_AUTOGRAD_COMPOSITE_H

#include "autograd/context.h"

typedef struct {
    slm_op op; /* what it says of itself; it has no rules of its own. Its derivatives are those of
                  the whole, as backward through its nodes adds them up */
    slm_tensor *(*record)(slm_ctx *slm, slm_tensor *const *in);
} slm_composite;

const slm_composite *slm_composite_at(size_t i); /* NULL past the end */
const slm_composite *slm_composite_named(const char *name);

#endif
