/* What an optimizer keeps, for the snapshot. */
#ifndef SLM_TRAINING_OPTIMIZER_H
#define SLM_TRAINING_OPTIMIZER_H

#include "autograd/context.h"

/* Of one parameter. The arrays have its count of elements and are zeros at first. */
typedef struct {
    slm_real *first;  /* momentum, or m; NULL until needed */
    slm_real *second; /* v; NULL until needed */
    uint64_t t;       /* updates so far, for the bias correction */
} slm_moments;

struct slm_optimizer {
    const slm_ctx *owner;
    slm_optimizer_options options;
    slm_moments *moments; /* one for each of the first `count` parameters */
    size_t count;
    bool has_first, has_second; /* all of them have these arrays */
};

/* Refuses NULL, and optimizers of another context. */
slm_status slm_optimizer_check(slm_ctx *slm, const slm_optimizer *optimizer);

/* Makes one such array, unless it is there already. False: there is no memory for it. */
bool slm_moment_reserve(slm_ctx *slm, slm_real **array, size_t count);

/* Makes room for what the next step of this kind needs. Nothing has changed when it fails. */
slm_status slm_optimizer_reserve(slm_ctx *slm, slm_optimizer *optimizer);

/* Refuses a set gradient that is not finite, naming its parameter. `op` names the caller. */
slm_status slm_check_gradients(slm_ctx *slm, const char *op);

/* slm_optimizer_step for a caller that has checked the gradients. */
slm_status slm_optimizer_update(slm_ctx *slm, slm_optimizer *optimizer);

/* The new value of an element w with the gradient g, as text to show and to calculate with: other
 * names are keys of the configuration, `before` is what a name was a step earlier, and t counts the
 * updates, this one included. `where` says what the rule's own names are, each from those before
 * it; `moments` which of them slm_parameter_moments keeps, NULL where there is no more. */
typedef struct {
    const char *rule, *where;
    const char *moments[SLM_MOMENTS];
} slm_update_rule;
extern const slm_update_rule slm_update_rules[]; /* by slm_optimizer_kind */

#endif
